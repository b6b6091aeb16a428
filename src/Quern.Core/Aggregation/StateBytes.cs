using System.Buffers.Binary;

namespace Quern.Aggregation;

/// <summary>Whole numbers in the bytes of a state: little-endian, of fixed width.</summary>
internal static class StateBytes
{
    public static void Append(List<byte> bytes, long value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        bytes.AddRange(word);
    }

    public static void Append(List<byte> bytes, Int128 value)
    {
        Append(bytes, unchecked((long)value));
        Append(bytes, (long)(value >> 64));
    }

    public static long ReadInt64(ref ReadOnlySpan<byte> bytes)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        bytes = bytes[8..];
        return value;
    }

    public static Int128 ReadInt128(ref ReadOnlySpan<byte> bytes)
    {
        var low = unchecked((ulong)ReadInt64(ref bytes));
        var high = unchecked((ulong)ReadInt64(ref bytes));
        return new(high, low);
    }
}
