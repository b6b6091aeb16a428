using Quern.Aggregation;
using Quern.Aggregation.Sketches;
using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class QuantileAggregateTests : AggregateContract
{
    private static readonly decimal[] Shares = [0.5m, 0.90m, 0.001m, 1m, 0.3333333333333333333333333333m, 0.0000000000000000000000000001m, 0.99m];

    public static TheoryData<string> Distributions => ["uniform", "normal", "exponential", "heavy tail", "whole", "two far apart"];

    private protected override Aggregate Make(Random random) =>
        new QuantileAggregate(Spec(Histories.OrderedKind(random), Shares[random.Next(Shares.Length)]), Bound);

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t)
    {
        if (values.Count == 0) return AggregateResult.Of(Value.Null);
        var nearest = Twins.Counted(NearestRank(values, aggregate.Spec.Quantile));
        var kind = aggregate.ResultType.Kind;
        return AggregateResult.Of(values.Count <= Bound ? nearest : Value.OfBits(kind, LogBuckets.Representative(kind, LogBuckets.Of(kind, nearest.Bits))));
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Result_beyondTheExactBound_isWithinOnePercent(string distribution)
    {
        var random = new Random(7);
        Value[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Value.Of(Draw(distribution, random)))];
        foreach (var share in Shares)
        {
            var state = new QuantileAggregate(Spec(ValueKind.Float64, share)).NewState();
            foreach (var value in values) state.Add(new(default, default, value));
            var exact = NearestRank(values, share).AsDouble();
            Math.Abs(state.Result(default).Value.AsDouble() - exact).ShouldBeLessThanOrEqualTo(0.01 * Math.Abs(exact));
        }
    }

    [Fact]
    public void Result_ofFourValues_isTheNearestRank()
    {
        Quantile(0.25m, 10, 20, 30, 40).ShouldBe(10);
        Quantile(0.26m, 10, 20, 30, 40).ShouldBe(20);
        Quantile(1m, 10, 20, 30, 40).ShouldBe(40);
    }

    [Fact]
    public void Result_ofTenAtNineTenths_isNotMovedByBinaryRounding() =>
        Quantile(0.7m, [.. Enumerable.Range(1, 10).Select(i => (long)i)]).ShouldBe(7);

    [Fact]
    public void Result_atTheExactBound_isExact_andOneMoreIsWithinOnePercentAndAHalf()
    {
        long[] values = [.. Enumerable.Range(0, 1_025).Select(i => 1_000_003L * i)];
        Quantile(0.5m, values[..1_024]).ShouldBe(values[511]);
        ((double)Quantile(0.5m, values)).ShouldBe(values[512], (0.01 * values[512]) + 0.5);
    }

    private static AggregateSpec Spec(ValueKind kind, decimal share) => new(AggregateFunction.Quantile, kind) { Quantile = share };

    private static long Quantile(decimal share, params long[] values)
    {
        var state = new QuantileAggregate(Spec(ValueKind.Int64, share)).NewState();
        foreach (var value in values) state.Add(new(new Instant(0), default, Value.Of(value)));
        return state.Result(default).Value.AsInt64();
    }

    // The definition word for word: the smallest value whose share of values at or below it is at least q.
    private static Value NearestRank(IReadOnlyList<Value> values, decimal share)
    {
        Value[] ordered = [.. Twins.Ordered(values)];
        return ordered.Where((_, below) => (below + 1m) / ordered.Length >= share).First();
    }

    private static double Draw(string distribution, Random random)
    {
        var uniform = 1 - random.NextDouble();
        return distribution switch
        {
            "uniform" => uniform * 1_000,
            "normal" => Math.Sqrt(-2 * Math.Log(uniform)) * Math.Cos(Math.Tau * random.NextDouble()),
            "exponential" => -Math.Log(uniform) * 1e-9,
            "heavy tail" => Math.Pow(uniform, -2),
            "whole" => Math.Floor(uniform * 100) - 50,
            _ => random.Next(2) == 0 ? uniform * 1e-300 : -1e300 * uniform,
        };
    }
}
