using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Which aggregate, over what, with which parameters. Two equal specs compute the same.</summary>
/// <param name="Function">The aggregate.</param>
/// <param name="Argument">The kind of the argument's values; null for a count of events and for the time since an event without argument.</param>
public sealed record AggregateSpec(AggregateFunction Function, ValueKind? Argument)
{
    /// <summary>How many values to keep: for first n, last n, last distinct n, mean of last n and top k; otherwise 0.</summary>
    public int N { get; init; }

    /// <summary>The share for a quantile, as written in decimal, above 0 and at most 1; otherwise 0.</summary>
    public decimal Quantile { get; init; }

    /// <summary>For decayed aggregates: in which time a weight halves.</summary>
    public Duration HalfLife { get; init; }

    /// <summary>For a trend: the unit of time that the slope is per.</summary>
    public Duration Unit { get; init; }

    /// <summary>For variance and standard deviation: of a sample (divided by n - 1), not of the population (divided by n).</summary>
    public bool Sample { get; init; }
}
