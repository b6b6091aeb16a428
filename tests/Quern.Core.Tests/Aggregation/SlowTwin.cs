using System.Numerics;
using System.Text;
using Quern.Aggregation;
using Quern.Aggregation.Exact;
using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>Each aggregate as its definition reads, in loops over exact fractions.</summary>
public static class SlowTwin
{
    private static readonly AggregateResult None = new(Value.Null, FeatureStatus.NullValue);
    private static readonly AggregateResult Overflow = new(Value.Null, FeatureStatus.Overflow);

    public static AggregateResult Of(AggregateSpec spec, IReadOnlyList<(long Time, Value Value)> all, long t)
    {
        var events = all.Where(e => spec.Argument is null || !e.Value.IsNull).ToArray();
        var real = spec.Argument is ValueKind.Float32 or ValueKind.Float64;
        switch (spec.Function)
        {
            case AggregateFunction.Count: return Whole(events.Length);
            case AggregateFunction.CountWhere: return Whole(events.Count(e => e.Value.AsBoolean()));
            case AggregateFunction.Min: return Extreme(events, -1);
            case AggregateFunction.Max: return Extreme(events, 1);
        }

        if (events.Length == 0) return None;
        switch (spec.Function)
        {
            case AggregateFunction.Any: return AggregateResult.Of(Value.Of(events.Any(e => e.Value.AsBoolean())));
            case AggregateFunction.All: return AggregateResult.Of(Value.Of(events.All(e => e.Value.AsBoolean())));
            case AggregateFunction.Variance or AggregateFunction.StandardDeviation when spec.Sample && events.Length == 1: return None;
            case AggregateFunction.Trend when events.DistinctBy(e => e.Time).Count() < 2: return None;
        }

        if (real && events.Any(e => !double.IsFinite(e.Value.AsDouble()))) return Overflow;
        var points = events.Select(e => (Time: Rational.Of(e.Time), Value: real ? Rational.Of(e.Value.AsDouble()) : Rational.Of(e.Value.Bits))).ToArray();
        return spec.Function switch
        {
            AggregateFunction.Sum when !real => Whole(events.Aggregate(BigInteger.Zero, (sum, e) => sum + e.Value.Bits)),
            AggregateFunction.Sum => Real(Sum(points, p => p.Value)),
            AggregateFunction.Mean => Real((Sum(points, p => p.Value).Round() / Rational.Of(points.Length)).Round()),
            AggregateFunction.Variance => Real(Variance(points, spec.Sample)),
            AggregateFunction.StandardDeviation => Real(Variance(points, spec.Sample).SquareRoot()),
            AggregateFunction.Trend => Real(Slope(points, spec.Unit.Microseconds)),
            _ => Decayed(spec, events, t),
        };
    }

    private static AggregateResult Whole(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? AggregateResult.Of(Value.Of((long)value)) : Overflow;

    private static AggregateResult Real(Rational value)
    {
        var rounded = value.ToDouble();
        return double.IsFinite(rounded) ? AggregateResult.Of(Value.Of(rounded)) : Overflow;
    }

    private static Rational Sum<T>(IEnumerable<T> items, Func<T, Rational> term) => items.Aggregate(Rational.Of(0), (sum, item) => sum + term(item));

    private static Rational Variance((Rational Time, Rational Value)[] points, bool sample)
    {
        var count = Rational.Of(points.Length);
        var mean = Sum(points, p => p.Value) / count;
        var spread = Sum(points, p => (p.Value - mean) * (p.Value - mean)) * count;
        return (spread.Round() / (count * Rational.Of(points.Length - (sample ? 1 : 0))).Round()).Round();
    }

    private static Rational Slope((Rational Time, Rational Value)[] points, long unit)
    {
        var count = Rational.Of(points.Length);
        var (meanTime, meanValue) = (Sum(points, p => p.Time) / count, Sum(points, p => p.Value) / count);
        var numerator = Sum(points, p => (p.Time - meanTime) * (p.Value - meanValue)) * count;
        var denominator = Sum(points, p => (p.Time - meanTime) * (p.Time - meanTime)) * count;
        return ((numerator.Round() / denominator.Round()).Round() * Rational.Of(unit)).Round();
    }

    private static AggregateResult Decayed(AggregateSpec spec, (long Time, Value Value)[] events, long t)
    {
        var halfLife = spec.HalfLife.Microseconds;
        var (values, weights) = (Rational.Of(0), Rational.Of(0));
        foreach (var (time, value) in events)
        {
            var epoch = (long)Math.Floor((decimal)time / halfLife);
            var weight = Exp2.OfUnit(((time - (epoch * halfLife)) / (double)halfLife) - 1);
            var number = spec.Argument is ValueKind.Float32 or ValueKind.Float64 ? value.AsDouble() : value.Bits;
            var scale = Rational.PowerOfTwo(epoch + 1 - (long)Math.Floor((decimal)t / halfLife));
            values += Rational.Of(number * weight) * scale;
            weights += Rational.Of(weight) * scale;
        }

        if (spec.Function == AggregateFunction.DecayedMean) return Real((values.Round() / weights.Round()).Round());
        var now = (long)Math.Floor((decimal)t / halfLife);
        return Real((values.Round() * Rational.Of(Exp2.OfUnit(-((t - (now * halfLife)) / (double)halfLife)))).Round());
    }

    private static AggregateResult Extreme((long Time, Value Value)[] events, int sign)
    {
        var best = Value.Null;
        foreach (var (_, value) in events)
            if (!IsNaN(value) && (best.IsNull || Compare(value, best) * sign > 0))
                best = value;
        return AggregateResult.Of(best);
    }

    private static bool IsNaN(Value value) => value.Type.Kind is ValueKind.Float32 or ValueKind.Float64 && double.IsNaN(value.AsDouble());

    private static int Compare(Value left, Value right) => left.Type.Kind switch
    {
        ValueKind.String => Encoding.UTF8.GetBytes(left.AsText()).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsText())),
        ValueKind.Float32 or ValueKind.Float64 => (left.AsDouble(), !double.IsNegative(left.AsDouble())).CompareTo((right.AsDouble(), !double.IsNegative(right.AsDouble()))),
        _ => left.Bits.CompareTo(right.Bits),
    };
}
