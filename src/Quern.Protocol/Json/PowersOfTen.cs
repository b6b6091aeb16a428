using System.Numerics;

namespace Quern.Protocol.Json;

/// <summary>Powers of ten to 128 bits, from 10^-292 to 10^324: what numbers of 64 bits need.</summary>
internal static class PowersOfTen
{
    private const int First = -292;
    private const int Last = 324;
    private const int Bits = 128;

    private static readonly (ulong High, ulong Low)[] Table = [.. Enumerable.Range(First, Last - First + 1).Select(Leading)];

    /// <summary>The leading 128 bits of 10^exponent, rounded up; the first of them is set.</summary>
    public static (ulong High, ulong Low) Of(int exponent) => Table[exponent - First];

    private static (ulong High, ulong Low) Leading(int exponent)
    {
        var power = BigInteger.Pow(10, Math.Abs(exponent));
        var bits = (int)power.GetBitLength();
        // A negative power has its first bit where the quotient has: one place below that of the divisor.
        var leading = exponent < 0 ? Ceiling(BigInteger.One << (bits + Bits - 1), power)
            : bits <= Bits ? power << (Bits - bits)
            : Ceiling(power, BigInteger.One << (bits - Bits));
        return ((ulong)(leading >> 64), (ulong)(leading & ulong.MaxValue));
    }

    private static BigInteger Ceiling(BigInteger dividend, BigInteger divisor) => (dividend + divisor - 1) / divisor;
}
