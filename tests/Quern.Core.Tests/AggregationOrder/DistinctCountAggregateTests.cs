using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class DistinctCountAggregateTests : AggregateContract
{
    private const int Registers = 1 << 14;

    private protected override Aggregate Make(Random random) => new DistinctCountAggregate(new(AggregateFunction.DistinctCount, Histories.Kind(random)), Bound);

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t)
    {
        Value[] distinct = [.. values.Select(Twins.Counted).Distinct()];
        return AggregateResult.Of(Value.Of(distinct.Length <= Bound ? distinct.LongLength : Math.Max(Bound + 1, Estimate(distinct.Select(Hash)))));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public void Result_beyondTheExactBound_isWithinFourStandardErrors(int distinct)
    {
        foreach (var random in Enumerable.Range(0, 5).Select(seed => new Random(seed)))
        {
            var state = new DistinctCountAggregate(new(AggregateFunction.DistinctCount, ValueKind.Int64)).NewState();
            var start = random.NextInt64(1L << 40);
            for (var i = 0; i < distinct; i++) state.Add(new(default, default, Value.Of(start + i)));
            ((double)state.Result(default).Value.AsInt64()).ShouldBe(distinct, 4 * 1.04 / Math.Sqrt(Registers) * distinct);
        }
    }

    [Fact]
    public void Result_isUnbiased_betweenTheBoundAndManyTimesTheRegisters()
    {
        foreach (var distinct in (int[])[1_500, 5_000, 16_384, 40_000, 80_000])
        {
            var random = new Random(distinct);
            var mean = Enumerable.Range(0, 40).Average(_ => (double)Estimate(Enumerable.Range(0, distinct).Select(_ => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)))));
            mean.ShouldBe(distinct, 4 * 0.0081 / Math.Sqrt(40) * distinct);
        }
    }

    [Fact]
    public void Sweep_inWindowsThatGrowAndShrinkAcrossTheBound_isTheStateAtEveryRow()
    {
        var random = new Random(3);
        var history = Enumerable.Range(0, 6_000).Select(i => new SampleEvent(i, [], Value.Of(random.NextInt64(4_000)))).ToList();
        var aggregate = new DistinctCountAggregate(new(AggregateFunction.DistinctCount, ValueKind.Int64));
        int[] entered = [500, 1_300, 1_400, 3_500, 5_000, 5_100, 6_000, 6_000], left = [0, 0, 90, 200, 4_500, 4_600, 4_650, 5_999];
        var output = new ResultColumn(aggregate.ResultType, entered.Length);
        var trace = new WindowTrace
        {
            EventTimes = history.Select(e => e.Time).ToArray(), RowTimes = entered.Select(e => (long)e).ToArray(),
            RowOrdinals = Enumerable.Range(0, entered.Length).ToArray(), Entered = entered, Left = left,
        };
        aggregate.NewSweep().Run(trace, Arguments.Of(ValueKind.Int64, history), output.OpenWriter());
        for (var row = 0; row < entered.Length; row++)
        {
            var state = aggregate.NewState();
            foreach (var e in history[left[row]..entered[row]]) state.Add(e.Input);
            output[row].ShouldBe(state.Result(default).Value);
        }
    }

    private static ulong Hash(Value value)
    {
        var bytes = new List<byte>();
        ValueCodec.Encode(value, bytes);
        return value.Type.Kind == ValueKind.String ? StableHash.Of(bytes.ToArray()) : StableHash.Of(value.Bits);
    }

    // Ertl's formula (2017, equation 62) as printed, with the two series summed term by term.
    private static long Estimate(IEnumerable<ulong> hashes)
    {
        var ranks = hashes.GroupBy(hash => hash >> 50).Select(register => register.Max(hash => Math.Min(50, System.Numerics.BitOperations.LeadingZeroCount(hash << 14)) + 1)).ToList();
        double m = Registers, zeros = (m - ranks.Count) / m, fullest = 1 - (ranks.Count(rank => rank == 51) / m);
        var sigma = zeros + Enumerable.Range(1, 40).Sum(k => Math.Pow(zeros, Math.Pow(2, k)) * Math.Pow(2, k - 1));
        var tau = (1 - fullest - Enumerable.Range(1, 40).Sum(k => Math.Pow(1 - Math.Pow(fullest, Math.Pow(2, -k)), 2) * Math.Pow(2, -k))) / 3;
        var sum = (m * sigma) + ranks.Where(rank => rank < 51).Sum(rank => Math.Pow(2, -rank)) + (m * tau * Math.Pow(2, -50));
        return (long)Math.Round(m * m / (2 * Math.Log(2)) / sum);
    }
}
