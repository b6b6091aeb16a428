using Quern.Aggregation.Exact;
using Quern.Time;

namespace Quern.Aggregation.Decay;

/// <summary>
/// Weights that halve with each half-life. The weight of an event of time e at the instant t is <c>2^(-(t - e) / h)</c>. With <c>e = k h + r</c> and <c>t = K h + R</c>,
/// remainders from 0 to below h, that is <c>fraction(e) * 2^(k + 1 - K) * fraction'(t)</c>, with the fractions <c>2^(r/h - 1)</c> and <c>2^(-R/h)</c>. The first depends on the
/// event alone, so that sums of fractions times powers of two are exact and merge.
/// </summary>
internal readonly struct DecayClock(Duration halfLife)
{
    /// <summary>How many half-lives old an event may be at most.</summary>
    public const int Span = 64;

    private readonly long _halfLife = halfLife.Microseconds;

    /// <summary>Which half-life since the epoch a time is in: k or K.</summary>
    public long Epoch(long time)
    {
        var epoch = time / _halfLife;
        return time % _halfLife < 0 ? epoch - 1 : epoch;
    }

    /// <summary>The fraction of an event's weight, from 0.5 to below 1.</summary>
    public double EventFraction(long time, long epoch) => Exp2.OfUnit(Remainder(time, epoch) - 1);

    /// <summary>The fraction at the instant asked for, above 0.5 to 1.</summary>
    public double InstantFraction(long time, long epoch) => Exp2.OfUnit(-Remainder(time, epoch));

    private double Remainder(long time, long epoch) => unchecked(time - (epoch * _halfLife)) / (double)_halfLife;
}
