using Quern.Values;

namespace Quern.Aggregation.Exact;

/// <summary>A computed real as a result.</summary>
internal static class Real
{
    /// <summary>Null when there is nothing, overflow when the real is not finite; -0 becomes +0.</summary>
    public static FeatureStatus Result(bool exists, double value, out long bits)
    {
        bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        if (!exists) return FeatureStatus.NullValue;
        return double.IsFinite(value) ? FeatureStatus.Present : FeatureStatus.Overflow;
    }

    /// <summary>A real times a power of two, rounded once where it leaves the normal range.</summary>
    public static double Scale(double value, long exponent) => exponent == 0 ? value : Math.ScaleB(value, (int)Math.Clamp(exponent, -100_000, 100_000));
}
