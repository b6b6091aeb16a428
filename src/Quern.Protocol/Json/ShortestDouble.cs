using System.Buffers.Text;

namespace Quern.Protocol.Json;

/// <summary>
/// The fewest decimal digits that read back as the same double, and of those the closest: byte for byte what the runtime writes, in less of the time that most of an answer's goes to, and right for the
/// two powers of two that it writes as another number. The digits are found as in R. Giulietti, "The Schubfach way to render doubles" (2020), with the names of that paper.
/// </summary>
internal static class ShortestDouble
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 24;

    private const int FractionBits = 52;
    private const int Bias = 1075;
    private const ulong Hidden = 1UL << FractionBits;

    // Beyond these places of the decimal point an exponent is written, as the runtime does.
    private const int MostPlaces = 17;
    private const int FewestPlaces = -3;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number; finite.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(double value, Span<byte> target)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var length = 0;
        if (bits >> 63 != 0) target[length++] = (byte)'-';
        if (value == 0)
        {
            target[length++] = (byte)'0';
            return length;
        }

        var (digits, exponent) = Digits(bits & (Hidden - 1), (int)(bits >> FractionBits) & 0x7FF);
        return length + Write(digits, exponent, target[length..]);
    }

    // The number is digits x 10^exponent; digits do not end in zero.
    private static (ulong Digits, int Exponent) Digits(ulong fraction, int biased)
    {
        // Nothing here can overflow, and to check it all takes a third of the time.
        unchecked
        {
            var (c, q) = biased == 0 ? (fraction, 1 - Bias) : (fraction | Hidden, biased - Bias);
            // A power of two has its lower neighbour at half the distance.
            var isCloser = fraction == 0 && biased > 1;
            var outside = c & 1;
            var k = ((q * 1262611) - (isCloser ? 524031 : 0)) >> 22;
            var h = q + ((-k * 1741647) >> 19) + 1;
            var power = PowersOfTen.Of(-k);
            var low = RoundToOdd(power, ((4 * c) - 2 + (isCloser ? 1UL : 0)) << h) + outside;
            var middle = RoundToOdd(power, (4 * c) << h);
            var high = RoundToOdd(power, ((4 * c) + 2) << h) - outside;

            var s = middle / 4;
            var tens = s / 10;
            var (isDown, isUp) = (low <= 40 * tens, (40 * tens) + 40 <= high);
            if (isDown != isUp) return Trim(tens + (isUp ? 1UL : 0), k + 1);
            (isDown, isUp) = (low <= 4 * s, (4 * s) + 4 <= high);
            if (isDown != isUp) return Trim(s + (isUp ? 1UL : 0), k);
            var half = (4 * s) + 2;
            return Trim(s + (middle > half || (middle == half && (s & 1) != 0) ? 1UL : 0), k);
        }
    }

    // The product's bits above the 128 lowest; what is cut off sets the last bit, so that it still counts in comparisons.
    private static ulong RoundToOdd((ulong High, ulong Low) power, ulong factor)
    {
        var carried = Math.BigMul(power.Low, factor, out _);
        var high = Math.BigMul(power.High, factor, out var low);
        low = unchecked(low + carried);
        if (low < carried) high++;
        return high | (low > 1 ? 1UL : 0);
    }

    private static (ulong Digits, int Exponent) Trim(ulong digits, int exponent)
    {
        while (true)
        {
            var shorter = digits / 10;
            if (shorter * 10 != digits) return (digits, exponent);
            (digits, exponent) = (shorter, exponent + 1);
        }
    }

    private static int Write(ulong digits, int exponent, Span<byte> target)
    {
        Utf8Formatter.TryFormat(digits, target, out var count);
        var point = count + exponent;
        if (point is > MostPlaces or < FewestPlaces) return WriteExponent(target, count, point - 1);
        if (exponent >= 0)
        {
            target.Slice(count, exponent).Fill((byte)'0');
            return point;
        }

        if (point > 0)
        {
            target[point..count].CopyTo(target[(point + 1)..]);
            target[point] = (byte)'.';
            return count + 1;
        }

        var zeros = 2 - point;
        target[..count].CopyTo(target[zeros..]);
        target[..zeros].Fill((byte)'0');
        target[1] = (byte)'.';
        return zeros + count;
    }

    private static int WriteExponent(Span<byte> target, int count, int exponent)
    {
        if (count > 1)
        {
            target[1..count].CopyTo(target[2..]);
            target[1] = (byte)'.';
            count++;
        }

        target[count++] = (byte)'E';
        target[count++] = (byte)(exponent < 0 ? '-' : '+');
        var size = Math.Abs(exponent);
        Utf8Formatter.TryFormat(size, target[count..], out var written, size < 100 ? new('D', 2) : default);
        return count + written;
    }
}
