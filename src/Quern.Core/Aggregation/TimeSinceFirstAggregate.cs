using Quern.Aggregation.Ends;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Seconds from the first event to the instant asked for, a Float64; with an argument, from the first event whose argument is not null. Null for none.
/// </summary>
internal sealed class TimeSinceFirstAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() => new TimeSinceState<First>(Spec.Argument is not null);

    public override AggregateSweep NewSweep() => new TimeSinceSweep<First>();
}
