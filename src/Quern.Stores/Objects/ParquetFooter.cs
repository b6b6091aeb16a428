using System.Buffers.Binary;

namespace Quern.Stores.Objects;

/// <summary>Where a Parquet file says what it consists of: at its end, before the footer's length and four letters. The same letters at its beginning DuckDB does not look at.</summary>
/// <param name="Bytes">All that has to be there so that the file can be asked what it consists of.</param>
/// <param name="Start">Where the footer begins; null for what ends otherwise than a Parquet file.</param>
internal sealed record ParquetFooter(ByteRanges Bytes, long? Start)
{
    private const int LettersBytes = 4;
    private const int EndBytes = 8;
    private const int FirstBytes = 64 << 10;

    /// <summary>Bytes among which most files have all of their footer.</summary>
    public static ByteRanges Likely(long bytes) => ByteRanges.Of(ByteRange.Between(Math.Max(0, bytes - FirstBytes), bytes));

    /// <summary>The footer of a file of which the likely bytes are there.</summary>
    public static ParquetFooter Read(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[EndBytes];
        if (bytes < LettersBytes + EndBytes || RandomAccess.Read(file, end, bytes - EndBytes) < EndBytes) return new(Likely(bytes), null);
        var start = bytes - EndBytes - BinaryPrimitives.ReadUInt32LittleEndian(end);
        // What DuckDB says of any other end it says by these bytes alone, such as that it is encrypted.
        if (start < LettersBytes || !end[LettersBytes..].SequenceEqual("PAR1"u8)) return new(Likely(bytes), null);
        return new(Likely(bytes).Plus(ByteRanges.Of(ByteRange.Between(start, bytes))), start);
    }
}
