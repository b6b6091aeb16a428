using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The value of the first event whose argument is not null, in the total order of events; of the argument's kind, null for none.</summary>
internal sealed class FirstAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(ResultType.Kind, 1, KeptEnd.First), KeptEvents.First);

    public override AggregateSweep NewSweep() => new ValueSweep<First>();
}
