using Quern.Aggregation;
using Quern.Aggregation.Totals;
using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>One entity's events and rows, and one window over them: a <see cref="WindowTrace"/> that a heap can hold.</summary>
public sealed class TraceCase
{
    public required long[] Times { get; init; }
    public required Column Values { get; init; }
    public required long[] RowTimes { get; init; }
    public required int[] Entered { get; init; }
    public required int[] Left { get; init; }
    public required int[] EnterOrder { get; init; }
    public required int[] LeaveOrder { get; init; }

    public AggregateInput Input(int @event) => new(new(Times[@event]), default, Values[@event]);

    /// <summary>The events inside the window at a row, found the slow way.</summary>
    public int[] Inside(int row)
    {
        var entered = Enumerable.Range(0, Entered[row]).Select(i => EnterOrder.Length == 0 ? i : EnterOrder[i]);
        var left = Enumerable.Range(0, Left[row]).Select(i => LeaveOrder.Length == 0 ? i : LeaveOrder[i]);
        return [.. entered.Except(left)];
    }

    /// <summary>What the sweep gives for each row; a fresh column whose rows are written in a shuffled place each.</summary>
    public AggregateResult[] Sweep(Aggregate aggregate, AggregateSweep sweep)
    {
        var rows = RowTimes.Length;
        var ordinals = Enumerable.Range(0, rows).Select(row => rows - 1 - row).ToArray();
        var column = new ResultColumn(aggregate.ResultType, rows);
        var trace = new WindowTrace
        {
            EventTimes = Times, RowTimes = RowTimes, RowOrdinals = ordinals, Entered = Entered, Left = Left, EnterOrder = EnterOrder, LeaveOrder = LeaveOrder,
        };
        sweep.Run(trace, Argument(aggregate.Spec, trace), column.OpenWriter());
        return [.. ordinals.Select(ordinal => new AggregateResult(column[ordinal], column.StatusOf(ordinal)))];
    }

    private SweepArgument Argument(AggregateSpec spec, in WindowTrace trace) => (spec.Argument is null, Values) switch
    {
        (true, _) => default,
        (_, Int64Column whole) => new() { Int64s = whole.Values, Nulls = whole.Nulls, Totals = new ArgumentTotals(1).Of(0, whole.Values, whole.Nulls, trace) },
        (_, Float64Column real) => new() { Float64s = real.Values, Nulls = real.Nulls },
        (_, TextColumn text) => new() { Codes = text.Codes, Pool = text.Pool, Nulls = text.Nulls },
        _ => throw new InvalidOperationException($"No lane for {Values.Kind}."),
    };
}
