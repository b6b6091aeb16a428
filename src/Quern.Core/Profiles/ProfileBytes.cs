namespace Quern.Profiles;

/// <summary>The parts that the bytes of a profile are made of: whole numbers of 7 bits a byte, the least first, and reals of 8 bytes.</summary>
internal static class ProfileBytes
{
    private const ulong More = 0x80;

    /// <summary>Appends a whole number that is not negative.</summary>
    public static void AppendCount(List<byte> bytes, long value) => AppendBits(bytes, (ulong)value);

    /// <summary>Appends any whole number, small ones short: 0, -1, 1, -2, 2, … become 0, 1, 2, 3, 4.</summary>
    public static void AppendSigned(List<byte> bytes, long value) => AppendBits(bytes, unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Appends all 64 bits, which are like any others.</summary>
    public static void AppendHash(List<byte> bytes, ulong value) => Values.LittleEndian.AppendInt64(bytes, unchecked((long)value));

    /// <summary>Appends a real.</summary>
    public static void AppendReal(List<byte> bytes, double value) => Values.LittleEndian.AppendInt64(bytes, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Appends a text as UTF-8 with its length before it.</summary>
    public static void AppendText(List<byte> bytes, string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        AppendCount(bytes, utf8.Length);
        bytes.AddRange(utf8);
    }

    public static long ReadCount(ref ReadOnlySpan<byte> bytes) => (long)ReadBits(ref bytes);

    /// <summary>Reads how many parts follow, of which each takes a byte or more.</summary>
    /// <exception cref="ArgumentException">There are not so many bytes.</exception>
    public static int ReadLength(ref ReadOnlySpan<byte> bytes)
    {
        var length = ReadBits(ref bytes);
        return length <= (ulong)bytes.Length ? (int)length : throw new ArgumentException("There are fewer bytes than parts.", nameof(bytes));
    }

    public static long ReadSigned(ref ReadOnlySpan<byte> bytes)
    {
        var bits = ReadBits(ref bytes);
        return unchecked((long)(bits >> 1) ^ -(long)(bits & 1));
    }

    public static ulong ReadHash(ref ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, sizeof(ulong)));

    public static double ReadReal(ref ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(Take(ref bytes, sizeof(double)));

    public static string ReadText(ref ReadOnlySpan<byte> bytes)
    {
        var length = ReadLength(ref bytes);
        return System.Text.Encoding.UTF8.GetString(Take(ref bytes, length));
    }

    private static void AppendBits(List<byte> bytes, ulong value)
    {
        for (; value >= More; value >>= 7) bytes.Add((byte)((value & (More - 1)) | More));
        bytes.Add((byte)value);
    }

    private static ulong ReadBits(ref ReadOnlySpan<byte> bytes)
    {
        var (value, at) = (0UL, 0);
        for (; bytes[at] >= More; at++) value |= (bytes[at] & (More - 1)) << (7 * at);
        value |= (ulong)bytes[at] << (7 * at);
        bytes = bytes[(at + 1)..];
        return value;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
