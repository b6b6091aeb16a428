using System.Numerics;

namespace Quern.Aggregation.Exact;

/// <summary>
/// Real numbers as whole multiples of 2^-2148, the product of the two smallest doubles: every double, and every sum of doubles and of products of two, is one.
/// </summary>
internal static class FixedPoint
{
    /// <summary>How many binary digits there are after the point.</summary>
    public const int Scale = 2148;

    private const int Precision = 53;
    private const int LowestExponent = -1074;

    /// <summary>A finite double.</summary>
    public static BigInteger Of(double value)
    {
        var mantissa = Decompose(value, out var exponent);
        return new BigInteger(mantissa) << (exponent + Scale);
    }

    /// <summary>The product of two finite doubles.</summary>
    public static BigInteger OfProduct(double left, double right)
    {
        var mantissa = new BigInteger(Decompose(left, out var leftExponent)) * Decompose(right, out var rightExponent);
        return mantissa << (leftExponent + rightExponent + Scale);
    }

    /// <summary>The product of two numbers, which must be a multiple of 2^-2148 too.</summary>
    public static BigInteger Multiply(BigInteger left, BigInteger right) => (left * right) >> Scale;

    /// <summary>The nearest double, half to even, subnormals included; infinite beyond the range; zero is +0.</summary>
    public static double ToDouble(BigInteger value)
    {
        var mantissa = Round(value, LowestExponent + Scale, out var exponent);
        return Math.ScaleB(mantissa, exponent);
    }

    /// <summary>The nearest number of 53 binary digits as <c>result * 2^exponent</c>, for an exponent without limits.</summary>
    public static double Normalize(BigInteger value, out int exponent) => Round(value, 0, out exponent);

    /// <summary>The double nearest to a whole number, half to even; infinite beyond the range.</summary>
    public static double Round(BigInteger whole)
    {
        var mantissa = Round(whole, 0, out var exponent);
        return Math.ScaleB(mantissa, exponent + Scale);
    }

    private static double Round(BigInteger value, int leastDropped, out int exponent)
    {
        var magnitude = BigInteger.Abs(value);
        var dropped = Math.Max((int)magnitude.GetBitLength() - Precision, leastDropped);
        exponent = dropped - Scale;
        var kept = magnitude >> dropped;
        var rest = (magnitude - (kept << dropped)) << 1;
        var half = rest.CompareTo(BigInteger.One << dropped);
        if (half > 0 || (half == 0 && !kept.IsEven)) kept += 1;
        return value.Sign < 0 && !kept.IsZero ? -(double)kept : (double)kept;
    }

    private static long Decompose(double value, out int exponent)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var field = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (field == 0) field = 1;
        else mantissa |= 1L << 52;
        exponent = field - 1075;
        return bits < 0 ? -mantissa : mantissa;
    }
}
