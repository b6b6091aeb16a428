using Quern.Aggregation.Decay;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The sum in which a value counts <c>2^(-(t - event_time) / half_life)</c> times, a Float64; exact but for the rounding of each weighted value and of the result. Events
/// older than 64 half-lives do not count. Nulls are skipped, null for none; overflow beyond the range or with a NaN or an infinity among the values.
/// </summary>
internal sealed class DecayedSumAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override Duration? MaxAge => new(Spec.HalfLife.Microseconds * DecayClock.Span);

    public override AggregateState NewState() => new DecayState(this, mean: false);

    public override AggregateSweep NewSweep() => new DecaySweep(Spec, mean: false);
}
