using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>
/// What holds for every aggregate: its state is a commutative monoid with one form of bytes, and its sweep, its state and a slow twin agree on every bit.
/// Bounds are small here, so that both sides of each are met all the time.
/// </summary>
public abstract class AggregateContract
{
    protected const int Bound = 5;
    private const int Rounds = 3_000;

    private static readonly Func<Random, List<SampleEvent>, object>[] TraceMakers = [Traces.Contiguous, Traces.AsKnown, Traces.Shuffled];

    private protected abstract Aggregate Make(Random random);

    /// <summary>The slow twin: the result over the events given, which are in their total order, with the non-null values picked out.</summary>
    private protected abstract AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t);

    [Fact]
    public void State_ofAnyOrderAndGrouping_hasTheSameBytes() => EachRound(random =>
    {
        var aggregate = Make(random);
        var history = HistoryFor(aggregate, random);
        var expected = Bytes(StateOf(aggregate, history));

        SampleEvent[] shuffled = [.. history];
        random.Shuffle(shuffled);
        Bytes(StateOf(aggregate, shuffled)).ShouldBe(expected);
        Bytes(Regrouped(aggregate, shuffled, random)).ShouldBe(expected);
    });

    [Fact]
    public void Merge_isCommutativeAndAssociative_andLeavesItsArgumentAlone() => EachRound(random =>
    {
        var aggregate = Make(random);
        var parts = Enumerable.Range(0, 3).Select(_ => HistoryFor(aggregate, random, 9)).ToArray();
        AggregateState Of(int part) => StateOf(aggregate, parts[part]);
        AggregateState Merged(AggregateState left, AggregateState right)
        {
            var before = Bytes(right);
            left.Merge(right);
            Bytes(right).ShouldBe(before);
            return left;
        }

        Bytes(Merged(Of(0), Of(1))).ShouldBe(Bytes(Merged(Of(1), Of(0))));
        Bytes(Merged(Merged(Of(0), Of(1)), Of(2))).ShouldBe(Bytes(Merged(Of(0), Merged(Of(1), Of(2)))));
    });

    [Fact]
    public void NewState_isTheIdentity() => EachRound(random =>
    {
        var aggregate = Make(random);
        var state = StateOf(aggregate, HistoryFor(aggregate, random));
        var expected = Bytes(state);
        state.Merge(aggregate.NewState());
        Bytes(state).ShouldBe(expected);
        var empty = aggregate.NewState();
        empty.Merge(state);
        Bytes(empty).ShouldBe(expected);
    });

    [Fact]
    public void MergeFrom_isMergeOfWhatWasWritten_andStopsAtItsEnd() => EachRound(random =>
    {
        var aggregate = Make(random);
        var (left, right) = (HistoryFor(aggregate, random), HistoryFor(aggregate, random));
        var merged = StateOf(aggregate, left);
        merged.Merge(StateOf(aggregate, right));

        var read = aggregate.NewState();
        byte[] both = [.. Bytes(StateOf(aggregate, left)), .. Bytes(StateOf(aggregate, right)), 0xAB];
        ReadOnlySpan<byte> rest = both;
        read.MergeFrom(ref rest);
        Bytes(read).ShouldBe(Bytes(StateOf(aggregate, left)));
        read.MergeFrom(ref rest);
        rest.Length.ShouldBe(1);
        Bytes(read).ShouldBe(Bytes(merged));
    });

    [Fact]
    public void Result_ofSweepAndStateAndTwin_areTheSameBits() => EachRound(random =>
    {
        var aggregate = Make(random);
        var sweep = aggregate.NewSweep();
        for (var entity = 0; entity < 4; entity++)
        {
            var history = HistoryFor(aggregate, random, 1 << random.Next(7));
            foreach (var make in TraceMakers) CheckSweep(aggregate, sweep, history, (Traces)make(random, history), random);
        }
    }, Rounds / 4);

    private void CheckSweep(Aggregate aggregate, AggregateSweep sweep, List<SampleEvent> history, Traces traces, Random random)
    {
        var ordinals = Enumerable.Range(0, traces.RowTimes.Count).ToArray();
        random.Shuffle(ordinals);
        var output = new ResultColumn(aggregate.ResultType, ordinals.Length);
        var trace = traces.Over([.. history.Select(e => e.Time)], ordinals);
        sweep.Run(trace, Arguments.Of(aggregate.Spec.Argument, history), output.OpenWriter());

        for (var row = 0; row < ordinals.Length; row++)
        {
            var t = traces.RowTimes[row];
            var inside = Array.ConvertAll(traces.Inside[row], i => history[i]);
            Value[] values = [.. inside.Select(e => e.Value).Where(value => !value.IsNull)];
            var twin = Twin(aggregate, inside, values, t);
            random.Shuffle(inside);
            StateOf(aggregate, inside).Result(new Instant(t)).ShouldBe(twin);
            new AggregateResult(output[ordinals[row]], output.StatusOf(ordinals[row])).ShouldBe(twin);
        }
    }

    private static AggregateState StateOf(Aggregate aggregate, IEnumerable<SampleEvent> events)
    {
        var state = aggregate.NewState();
        foreach (var e in events) state.Add(e.Input);
        return state;
    }

    private static AggregateState Regrouped(Aggregate aggregate, SampleEvent[] events, Random random)
    {
        var parts = events.GroupBy(_ => random.Next(4)).Select(part => StateOf(aggregate, part)).Append(aggregate.NewState()).ToList();
        while (parts.Count > 1)
        {
            var from = parts[random.Next(1, parts.Count)];
            parts.Remove(from);
            parts[random.Next(parts.Count)].Merge(from);
        }

        return parts[0];
    }

    private static byte[] Bytes(AggregateState state)
    {
        var bytes = new List<byte>();
        state.Write(bytes);
        return [.. bytes];
    }

    private static List<SampleEvent> HistoryFor(Aggregate aggregate, Random random, int most = 24) =>
        Histories.Make(random, aggregate.Spec.Argument ?? ValueKind.Boolean, most)
            .ConvertAll(e => aggregate.Spec.Argument is null ? e with { Value = Value.Null } : e);

    private static void EachRound(Action<Random> check, int rounds = Rounds)
    {
        for (var seed = 0; seed < rounds; seed++)
        {
            try
            {
                check(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"With seed {seed}: {e.Message}", e);
            }
        }
    }
}
