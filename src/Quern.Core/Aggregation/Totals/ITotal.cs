using Quern.Values;

namespace Quern.Aggregation.Totals;

/// <summary>What an aggregate makes of the sum and the count of whole numbers; known when code is compiled for it.</summary>
internal interface ITotal
{
    /// <summary>The result by its bits, meaningful only when the status is <see cref="FeatureStatus.Present"/>.</summary>
    static abstract FeatureStatus Result(long sum, long count, out long bits);
}

internal readonly struct SumTotal : ITotal
{
    public static FeatureStatus Result(long sum, long count, out long bits)
    {
        bits = sum;
        return count > 0 ? FeatureStatus.Present : FeatureStatus.NullValue;
    }
}

internal readonly struct MeanTotal : ITotal
{
    public static FeatureStatus Result(long sum, long count, out long bits)
    {
        bits = BitConverter.DoubleToInt64Bits(((double)sum / count) + 0.0);
        return count > 0 ? FeatureStatus.Present : FeatureStatus.NullValue;
    }
}

internal readonly struct TrueCountTotal : ITotal
{
    public static FeatureStatus Result(long sum, long count, out long bits)
    {
        bits = sum;
        return FeatureStatus.Present;
    }
}
