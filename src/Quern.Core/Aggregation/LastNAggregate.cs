using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The last n values that are not null, newest first, in the total order of events; a list, empty for none.</summary>
internal sealed class LastNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.List(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(ResultType.Kind, Spec.N, KeptEnd.Last), KeptEvents.List);

    public override AggregateSweep NewSweep() => new ValuesSweep<Last>(Spec.N);
}
