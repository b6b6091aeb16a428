using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The last n distinct values that are not null, each at its latest occurrence, newest first, in the total order of events; a list, empty for none.
/// Reals are distinct by their bits, but <c>-0.0</c> is <c>0.0</c>.
/// </summary>
internal sealed class LastDistinctNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.List(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(ResultType.Kind, Spec.N, KeptEnd.LastDistinct), KeptEvents.List);

    public override AggregateSweep NewSweep() => new LastDistinctNSweep(ResultType.Kind, Spec.N);
}
