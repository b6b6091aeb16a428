using Quern.Aggregation.Ordering;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Every value that is not null with its count, in the order of the values (text by its UTF-8 bytes); a histogram, empty for none.
/// Reals are distinct by their bits, but <c>-0.0</c> is <c>0.0</c>.
/// Exact up to 1,000 distinct values in the window; with more the result is null, and says so.
/// </summary>
internal sealed class HistogramAggregate(AggregateSpec spec, int bound = HistogramAggregate.DefaultBound)
    : Aggregate(spec, new(DataShape.Histogram, spec.Argument!.Value))
{
    private const int DefaultBound = 1_000;

    public override AggregateState NewState() => new HistogramState(ResultType.Kind, bound);

    public override AggregateSweep NewSweep() => new HistogramSweep(ResultType.Kind, bound);
}

internal sealed class HistogramState(ValueKind kind, int bound) : AggregateState
{
    private readonly ValueCounts _counts = new(kind, bound);

    public override void Add(in AggregateInput input) => _counts.Add(input);

    public override void Merge(AggregateState other) => _counts.Merge(((HistogramState)other)._counts);

    public override AggregateResult Result(Instant t)
    {
        if (_counts.IsBeyond) return new(Value.Null, FeatureStatus.TooManyValues);
        return AggregateResult.Of(Value.Counts(DataShape.Histogram, kind, _counts.Sorted()));
    }

    public override void Write(List<byte> bytes) => _counts.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _counts.MergeFrom(ref bytes);
}
