using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The value of the last event whose argument is not null, in the total order of events; of the argument's kind, null for none.</summary>
internal sealed class LastAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(ResultType.Kind, 1, KeptEnd.Last), KeptEvents.First);

    public override AggregateSweep NewSweep() => new ValueSweep<Last>();
}
