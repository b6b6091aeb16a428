using System.Buffers.Binary;

namespace Quern.Engine.Online;

/// <summary>The checksum of a record (<see cref="Crc32C"/>). It finds what a disk or a careless hand has changed.</summary>
internal static class RecordChecksum
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Crc32C.Of(bytes);

    /// <summary>Checks that the first 4 bytes are the checksum of those after them.</summary>
    /// <exception cref="QuernException">They are not: the record is damaged.</exception>
    public static void Check(ReadOnlySpan<byte> record, string view)
    {
        if (record.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(record) != Of(record[4..])) throw Damaged(view);
    }

    public static QuernException Damaged(string view) => new(new Finding(
        "QRN4006",
        $"online state of view '{view}' is damaged",
        "A record does not have the checksum that it was written with.",
        $"Make it anew from the sources: 'quern materialize {view} --rebuild'."));
}
