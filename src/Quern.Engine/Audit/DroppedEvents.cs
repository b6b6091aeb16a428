using Quern.Aggregation;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>
/// Looks for events that one side did not have. What history has and online state did not is found by leaving out: all events that were known at one time (a batch), each event alone, and each stretch
/// of the order in which they were known. What online state had and history has not is seen by the event time that was told, or by a count that is too high.
/// </summary>
internal sealed class DroppedEvents(AuditPart part, OnlineTrials trials, ResultColumn?[] reference)
{
    private const int MostSingles = 512;
    private const int MostOfStretches = 48;
    private long _left = 20_000_000;

    /// <summary>What says that an event is missing on one side, for a group of a row that differs; null where nothing does.</summary>
    public string? Find(AuditedRow row, int at, int group)
    {
        int[] columns = [.. Enumerable.Range(0, part.Compared.Columns.Count).Where(column => part.Compared.Columns[column].Group == group && !ComparedColumns.IsCutOff(Served(column).StatusOf(row.Place)))];
        if (columns.Length == 0 || Input(columns[0]) is not { Kind: InputKind.Feature, Read: var read } || trials.EventsOf(read, at) is not { } events) return null;
        return Missing(row, columns, read, events) ?? LeftOut(row, at, columns, read, events);
    }

    private ResultColumn Served(int column) => part.Vectors.Outputs[part.Compared.Columns[column].Served];

    private OnDemandInput Input(int column) => part.Answered.Plan.Outputs[part.Compared.Columns[column].Served].Input;

    private string? Missing(AuditedRow row, int[] columns, int read, (TrialEvents Events, int Start, int End) of)
    {
        var view = of.Events.View;
        if (view is AttributeViewPlan)
        {
            var told = part.Vectors.EventTimes[read][row.Place];
            if (told == 0 || of.Events.Table.Times(of.Start, of.End).Contains(told)) return null;
            return $"what was served is of an event at {new Instant(told)}, which history does not have";
        }

        foreach (var column in columns)
        {
            var feature = view.Features[part.Answered.Plan.Reads[read].Features[Input(column).Index]];
            var counts = ((AggregationViewPlan)view).Aggregates[feature.Input].Aggregate.Spec.Function is AggregateFunction.Count or AggregateFunction.CountWhere;
            if (counts && Served(column).Slots[row.Place] > reference[column]!.Slots[row.Place])
                return $"{part.Compared.Columns[column].Name}: {Served(column).Slots[row.Place]} events were counted, and history has {reference[column]!.Slots[row.Place]}";
        }

        return null;
    }

    private string? LeftOut(AuditedRow row, int at, int[] columns, int read, (TrialEvents Events, int Start, int End) of)
    {
        var table = of.Events.Table;
        var oldest = of.Events.View is AggregationViewPlan { Reach: { } reach } ? (of.Events.At - reach).Microseconds : long.MinValue;
        int[] seen = [.. Enumerable.Range(of.Start, of.End - of.Start)
            .Where(i => of.Events.IsKnownBy(i, long.MaxValue) && table.Times(i, i + 1)[0] <= of.Events.At.Microseconds && table.Times(i, i + 1)[0] >= oldest)
            .OrderBy(i => table.Known(i, i + 1)[0]).ThenBy(i => i)];
        foreach (var (first, count) in Candidates(seen, table))
        {
            if ((_left -= (of.End - of.Start) * (long)columns.Length) < 0) return null;
            var left = seen[first..(first + count)].ToHashSet();
            if (!Agrees(row, at, columns, read, @event => of.Events.IsKnownBy(@event, long.MaxValue) && !left.Contains(@event))) continue;
            var (time, known) = (new Instant(table.Times(seen[first], seen[first] + 1)[0]), new Instant(table.Known(seen[first], seen[first] + 1)[0]));
            return $"without {(count == 1 ? "the event" : $"{count} events from the one")} of {time}, known at {known}, history gives what was served";
        }

        return null;
    }

    private static IEnumerable<(int First, int Count)> Candidates(int[] seen, Quern.PointInTime.EventTable table)
    {
        for (var first = 0; first < seen.Length;)
        {
            var count = 1;
            while (first + count < seen.Length && table.Known(seen[first + count], seen[first + count] + 1)[0] == table.Known(seen[first], seen[first] + 1)[0]) count++;
            if (count > 1) yield return (first, count);
            first += count;
        }

        if (seen.Length <= MostSingles)
            for (var first = seen.Length - 1; first >= 0; first--) yield return (first, 1);
        if (seen.Length > MostOfStretches) yield break;
        for (var count = 2; count <= seen.Length; count++)
            for (var first = seen.Length - count; first >= 0; first--) yield return (first, count);
    }

    private bool Agrees(AuditedRow row, int at, int[] columns, int read, Func<int, bool> sees)
    {
        foreach (var column in columns)
            if (!ComparedColumns.IsSame(trials.Fold(read, at, Input(column).Index, sees), 0, Served(column), row.Place))
                return false;
        return true;
    }
}
