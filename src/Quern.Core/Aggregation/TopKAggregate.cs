using Quern.Aggregation.Ordering;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The k most frequent values that are not null, with their counts: by count downward, ties by value upward (text by its UTF-8 bytes); a ranking, empty for none.
/// Reals are distinct by their bits, but <c>-0.0</c> is <c>0.0</c>.
/// Exact up to 1,000 distinct values in the window; with more the result is null, and says so.
/// </summary>
internal sealed class TopKAggregate(AggregateSpec spec, int bound = TopKAggregate.DefaultBound)
    : Aggregate(spec, new(DataShape.Ranking, spec.Argument!.Value))
{
    private const int DefaultBound = 1_000;

    public override AggregateState NewState() => new TopKState(ResultType.Kind, Spec.N, bound);

    public override AggregateSweep NewSweep() => new TopKSweep(ResultType.Kind, Spec.N, bound);
}

internal sealed class TopKState(ValueKind kind, int k, int bound) : AggregateState
{
    private readonly ValueCounts _counts = new(kind, bound);

    public override void Add(in AggregateInput input) => _counts.Add(input);

    public override void Merge(AggregateState other) => _counts.Merge(((TopKState)other)._counts);

    public override AggregateResult Result(Instant t)
    {
        if (_counts.IsBeyond) return new(Value.Null, FeatureStatus.TooManyValues);
        // The sort is stable, so ties stay in the order of the values.
        return AggregateResult.Of(Value.Counts(DataShape.Ranking, kind, [.. _counts.Sorted().OrderByDescending(pair => pair.Value).Take(k)]));
    }

    public override void Write(List<byte> bytes) => _counts.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _counts.MergeFrom(ref bytes);
}
