using Quern.Aggregation.Ordering;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The last n values that are not null, newest first, in the total order of events; a list, empty for none.</summary>
internal sealed class LastNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.List(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new LastNState(ResultType.Kind, Spec.N);

    public override AggregateSweep NewSweep() => new LastNSweep(Spec.N);
}

internal sealed class LastNState(ValueKind kind, int n) : AggregateState
{
    private readonly KeptEvents _kept = new(kind, n, KeptEnd.Last);

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((LastNState)other)._kept);

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_kept.ToList());

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}
