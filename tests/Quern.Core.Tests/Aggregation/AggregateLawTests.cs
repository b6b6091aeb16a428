using Quern.Aggregation;
using Quern.Time;

namespace Quern.Tests.Aggregation;

/// <summary>The laws of a commutative monoid, over random events of every kind: each state is compared by its bytes and by its result.</summary>
public sealed class AggregateLawTests
{
    private const int Cases = 300;

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void State_MergedWithNothing_StaysAsItIs(AggregateFunction function) => ForEach(function, (_, aggregate, events) =>
    {
        var right = Of(aggregate, events);
        right.Merge(aggregate.NewState());
        var left = aggregate.NewState();
        left.Merge(Of(aggregate, events));
        ShouldBeSame(right, Of(aggregate, events));
        ShouldBeSame(left, Of(aggregate, events));
    });

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void States_MergedInAnyOrder_AreTheSame(AggregateFunction function) => ForEach(function, (random, aggregate, events) =>
    {
        var (a, b) = Cut(random, events);
        ShouldBeSame(Merged(aggregate, Of(aggregate, a), Of(aggregate, b)), Merged(aggregate, Of(aggregate, b), Of(aggregate, a)));
    });

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void States_MergedInAnyGrouping_AreTheSame(AggregateFunction function) => ForEach(function, (random, aggregate, events) =>
    {
        var (a, rest) = Cut(random, events);
        var (b, c) = Cut(random, rest);
        var left = Merged(aggregate, Merged(aggregate, Of(aggregate, a), Of(aggregate, b)), Of(aggregate, c));
        var right = Merged(aggregate, Of(aggregate, a), Merged(aggregate, Of(aggregate, b), Of(aggregate, c)));
        ShouldBeSame(left, right);
        ShouldBeSame(left, Of(aggregate, events));
    });

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void State_OfEventsInAnyOrder_HasTheSameBytes(AggregateFunction function) => ForEach(function, (random, aggregate, events) =>
    {
        var shuffled = events.ToArray();
        random.Shuffle(shuffled);
        ShouldBeSame(Of(aggregate, shuffled), Of(aggregate, events));
    });

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void State_WrittenAndRead_IsTheSameAndLeavesWhatFollows(AggregateFunction function) => ForEach(function, (random, aggregate, events) =>
    {
        var (a, b) = Cut(random, events);
        var bytes = new List<byte>();
        Of(aggregate, a).Write(bytes);
        bytes.AddRange([7, 7]);
        var read = Of(aggregate, b);
        ReadOnlySpan<byte> rest = bytes.ToArray();
        read.MergeFrom(ref rest);
        rest.ToArray().ShouldBe([7, 7]);
        ShouldBeSame(read, Of(aggregate, events));
    });

    private static void ForEach(AggregateFunction function, Action<Random, Aggregate, AggregateInput[]> law)
    {
        foreach (var spec in ArithmeticSpecs.Of(function))
            for (var seed = 0; seed < Cases; seed++)
            {
                var random = new Random(seed);
                var aggregate = AggregateFactory.Create(spec);
                var times = TraceCases.Times(random, random.Next(0, 12));
                var values = TraceCases.Values(random, spec, times.Length);
                var events = times.Select((time, i) => new AggregateInput(new(time), default, spec.Argument is null ? default : values[i])).ToArray();
                try
                {
                    law(random, aggregate, events);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"{spec}, seed {seed}", failure);
                }
            }
    }

    private static (AggregateInput[] Chosen, AggregateInput[] Others) Cut(Random random, AggregateInput[] events)
    {
        var chosen = events.ToLookup(_ => random.Next(2) == 0);
        return ([.. chosen[true]], [.. chosen[false]]);
    }

    private static AggregateState Of(Aggregate aggregate, IEnumerable<AggregateInput> events)
    {
        var state = aggregate.NewState();
        foreach (var input in events) state.Add(input);
        return state;
    }

    private static AggregateState Merged(Aggregate aggregate, AggregateState first, AggregateState second)
    {
        var state = aggregate.NewState();
        state.Merge(first);
        state.Merge(second);
        return state;
    }

    private static void ShouldBeSame(AggregateState actual, AggregateState expected)
    {
        Bytes(actual).ShouldBe(Bytes(expected));
        var t = new Instant(983_404_800_000_000);
        actual.Result(t).ShouldBe(expected.Result(t));
    }

    private static byte[] Bytes(AggregateState state)
    {
        var bytes = new List<byte>();
        state.Write(bytes);
        return [.. bytes];
    }
}
