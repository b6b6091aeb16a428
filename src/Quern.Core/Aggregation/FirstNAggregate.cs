using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The first n values that are not null, oldest first, in the total order of events; a list, empty for none.</summary>
internal sealed class FirstNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.List(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(ResultType.Kind, Spec.N, KeptEnd.First), KeptEvents.List);

    public override AggregateSweep NewSweep() => new ValuesSweep<First>(Spec.N);
}
