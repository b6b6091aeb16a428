using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Aggregation;

public sealed class DecayTests
{
    private const long HalfLife = 1_000;

    private static readonly AggregateSpec Sum = new(AggregateFunction.DecayedSum, ValueKind.Float64) { HalfLife = new(HalfLife) };

    [Fact]
    public void Weight_HalvesWithEachHalfLife()
    {
        var state = State(Sum, (-3 * HalfLife, 8), (0, 1));
        state.Result(new(0)).Value.ShouldBe(Value.Of(2.0));
        state.Result(new(2 * HalfLife)).Value.ShouldBe(Value.Of(0.5));
    }

    [Fact]
    public void Sum_IsCloseToThePlainFormula()
    {
        var random = new Random(3);
        var events = Enumerable.Range(0, 500).Select(_ => (Time: random.NextInt64(-20 * HalfLife, 0), Value: random.NextDouble())).ToArray();
        var plain = events.Sum(e => e.Value * Math.Pow(2, (double)(e.Time - 77) / HalfLife));
        State(Sum, events).Result(new(77)).Value.AsDouble().ShouldBe(plain, plain * 1e-14);
    }

    [Fact]
    public void Mean_IsTheSameAtEveryInstant()
    {
        var state = State(Sum with { Function = AggregateFunction.DecayedMean }, (0, 1), (HalfLife, 4));
        state.Result(new(HalfLife + 1)).Value.ShouldBe(Value.Of(3.0));
        state.Result(new(50 * HalfLife)).Value.ShouldBe(Value.Of(3.0));
    }

    [Fact]
    public void Event_Of64HalfLives_StillCounts() =>
        State(Sum, (HalfLife - 1, 1), (64 * HalfLife, 0)).Result(new((65 * HalfLife) - 1)).Value.ShouldBe(Value.Of(Math.ScaleB(1, -64)));

    [Fact]
    public void Event_OlderThanTheNewestByMoreThanAnyWindow_LeavesNoTrace() =>
        Bytes(State(Sum, (0, 1), (65 * HalfLife, 2))).ShouldBe(Bytes(State(Sum, (65 * HalfLife, 2))));

    [Fact]
    public void Sum_AskedForLongAfterwards_UnderflowsToZero() => State(Sum, (0, 1)).Result(Instant.Max).ShouldBe(AggregateResult.Of(Value.Of(0.0)));

    [Fact]
    public void Sum_AskedForLongBefore_Overflows() => State(Sum, (0, 1)).Result(Instant.Min).Status.ShouldBe(FeatureStatus.Overflow);

    [Fact]
    public void MaxAge_Is64HalfLives() => AggregateFactory.Create(Sum).MaxAge.ShouldBe(new Duration(64 * HalfLife));

    private static AggregateState State(AggregateSpec spec, params (long Time, double Value)[] events)
    {
        var state = AggregateFactory.Create(spec).NewState();
        foreach (var (time, value) in events) state.Add(new(new(time), default, Value.Of(value)));
        return state;
    }

    private static byte[] Bytes(AggregateState state)
    {
        var bytes = new List<byte>();
        state.Write(bytes);
        return [.. bytes];
    }
}
