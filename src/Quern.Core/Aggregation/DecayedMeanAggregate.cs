using Quern.Aggregation.Decay;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The mean in which a value weighs <c>2^(-(t - event_time) / half_life)</c>, a Float64: the exact sum of weighted values over that of weights. Events older than 64
/// half-lives do not count. Nulls are skipped, null for none; overflow with a NaN or an infinity among the values.
/// </summary>
internal sealed class DecayedMeanAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override Duration? MaxAge => new(Spec.HalfLife.Microseconds * DecayClock.Span);

    public override AggregateState NewState() => new DecayState(this, mean: true);

    public override AggregateSweep NewSweep() => new DecaySweep(Spec, mean: true);
}
