using System.Buffers.Binary;

namespace Quern.Values;

/// <summary>Appends whole numbers as records have them: their bytes, the least first.</summary>
public static class LittleEndian
{
    /// <summary>Appends 4 bytes.</summary>
    public static void AppendInt32(List<byte> bytes, int value)
    {
        Span<byte> word = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }

    /// <summary>Appends 8 bytes.</summary>
    public static void AppendInt64(List<byte> bytes, long value)
    {
        Span<byte> word = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        bytes.AddRange(word);
    }
}
