namespace Quern.Aggregation.Extremes;

/// <summary>Reals by value and, for zeros, by sign: -0 before +0, so that the least value is one and the same whatever the order of events.</summary>
internal static class RealOrder
{
    /// <summary>A whole number that orders as the real does; of a NaN it means nothing.</summary>
    public static long Key(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
