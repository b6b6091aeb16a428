using Quern.Aggregation.Ordering;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The last n distinct values that are not null, each at its latest occurrence, newest first, in the total order of events; a list, empty for none.
/// Reals are distinct by their bits, but <c>-0.0</c> is <c>0.0</c>.
/// </summary>
internal sealed class LastDistinctNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.List(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new LastDistinctNState(ResultType.Kind, Spec.N);

    public override AggregateSweep NewSweep() => new LastDistinctNSweep(ResultType.Kind, Spec.N);
}

internal sealed class LastDistinctNState(ValueKind kind, int n) : AggregateState
{
    private readonly KeptEvents _kept = new(kind, n, KeptEnd.LastDistinct);

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((LastDistinctNState)other)._kept);

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_kept.ToList());

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}
