using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// A decimal number as the server sends it: how many digits it has to the base of 10,000, the power of the first, the sign, how many places behind the point are shown; then the digits, 2 bytes each
/// (PostgreSQL, <c>numeric_send</c>).
/// </summary>
internal static class Numeric
{
    private const int Header = 8;
    private const int Base = 10_000;
    private const int BaseDigits = 4;
    private const int LargestWhole = 5;
    private const long AlwaysExact = 1L << 53;
    private const ushort Negative = 0x4000, NaN = 0xC000, Infinity = 0xD000, NegativeInfinity = 0xF000;

    // Every power here is a double exactly, so that one division or product rounds once.
    private static readonly double[] Powers = [1, 1e4, 1e8, 1e12, 1e16, 1e20];

    /// <summary>Reads a whole number; false when it does not fit 64 bits, or is none.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> value, out long whole)
    {
        var (count, weight, sign) = Head(value);
        whole = 0;
        if (sign > Negative || weight >= LargestWhole) return false;
        Int128 sum = 0;
        for (var i = 0; i < Math.Max(count, weight + 1); i++)
        {
            var digit = i < count ? Digit(value, i) : 0;
            if (i <= weight) sum = (sum * Base) + digit;
            else if (digit != 0) return false;
        }

        if (sign == Negative) sum = -sum;
        if (sum < long.MinValue || sum > long.MaxValue) return false;
        whole = (long)sum;
        return true;
    }

    /// <summary>Reads the nearest real; false when there is none that is finite, though the number is.</summary>
    public static bool TryReadReal(ReadOnlySpan<byte> value, out double real)
    {
        var (count, weight, sign) = Head(value);
        real = sign switch { NaN => double.NaN, Infinity => double.PositiveInfinity, NegativeInfinity => double.NegativeInfinity, _ => 0 };
        if (sign > Negative) return true;
        var power = weight - count + 1;
        if (count <= BaseDigits && Math.Abs(power) < Powers.Length && Mantissa(value, count) is <= AlwaysExact and var mantissa) real = power < 0 ? mantissa / Powers[-power] : mantissa * Powers[power];
        else real = Parse(value, count, power);
        if (sign == Negative) real = -real;
        return double.IsFinite(real);
    }

    /// <summary>A number as people write it.</summary>
    public static string TextOf(ReadOnlySpan<byte> value)
    {
        var (count, weight, sign) = Head(value);
        if (sign > Negative) return sign switch { NaN => "NaN", Infinity => "Infinity", _ => "-Infinity" };
        Span<byte> text = new byte[Longest(count)];
        return (sign == Negative ? "-" : "") + System.Text.Encoding.ASCII.GetString(text[..Write(value, count, weight - count + 1, text)]);
    }

    private static (int Count, int Weight, ushort Sign) Head(ReadOnlySpan<byte> value) =>
        (BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadInt16BigEndian(value[2..]), BinaryPrimitives.ReadUInt16BigEndian(value[4..]));

    private static int Digit(ReadOnlySpan<byte> value, int place) => BinaryPrimitives.ReadInt16BigEndian(value[(Header + (2 * place))..]);

    private static long Mantissa(ReadOnlySpan<byte> value, int count)
    {
        var mantissa = 0L;
        for (var i = 0; i < count; i++) mantissa = (mantissa * Base) + Digit(value, i);
        return mantissa;
    }

    // A number with many digits: the runtime's own reading of decimal text rounds once.
    private static double Parse(ReadOnlySpan<byte> value, int count, int power)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Longest(count));
        try
        {
            return double.Parse(rented.AsSpan(0, Write(value, count, power, rented)), NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Longest(int count) => (count * BaseDigits) + 16;

    // Digits, then the power of ten: 1234E-8. A number without digits is 0.
    private static int Write(ReadOnlySpan<byte> value, int count, int power, Span<byte> text)
    {
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            Digit(value, i).TryFormat(text[length..], out var written, length == 0 ? default : "D4", CultureInfo.InvariantCulture);
            length += written;
        }

        if (count == 0) text[length++] = (byte)'0';
        if (power == 0 || count == 0) return length;
        text[length++] = (byte)'E';
        (power * BaseDigits).TryFormat(text[length..], out var exponent, default, CultureInfo.InvariantCulture);
        return length + exponent;
    }
}
