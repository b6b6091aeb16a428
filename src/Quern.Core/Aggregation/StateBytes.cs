using System.Buffers.Binary;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The parts that the bytes of a state are made of: little-endian words, and bytes and text with their length (4 bytes) before them.</summary>
internal static class StateBytes
{
    public static void AppendInt32(List<byte> bytes, int value) => LittleEndian.AppendInt32(bytes, value);

    public static void AppendInt64(List<byte> bytes, long value) => LittleEndian.AppendInt64(bytes, value);

    public static void AppendInt128(List<byte> bytes, Int128 value)
    {
        AppendInt64(bytes, unchecked((long)value));
        AppendInt64(bytes, (long)(value >> 64));
    }

    public static void AppendBytes(List<byte> bytes, ReadOnlySpan<byte> value)
    {
        AppendInt32(bytes, value.Length);
        bytes.AddRange(value);
    }

    public static void AppendValue(List<byte> bytes, Value value) => ValueCodec.EncodeItem(value, bytes);

    public static byte ReadByte(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, 1)[0];

    public static int ReadInt32(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4));

    public static long ReadInt64(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, 8));

    public static Int128 ReadInt128(ref ReadOnlySpan<byte> bytes)
    {
        var low = unchecked((ulong)ReadInt64(ref bytes));
        var high = unchecked((ulong)ReadInt64(ref bytes));
        return new(high, low);
    }

    public static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, ReadInt32(ref bytes));

    public static Value ReadValue(ValueKind kind, ref ReadOnlySpan<byte> bytes) =>
        DataType.Scalar(kind).IsFixedWidth ? Value.OfBits(kind, ReadInt64(ref bytes)) : Value.OfBytes(kind, ReadBytes(ref bytes));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
