using Quern.Aggregation;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>A random way of a window over a history, with what is inside at each row worked out the slow way.</summary>
internal sealed class Traces
{
    public List<long> RowTimes { get; } = [];

    public List<int> Ordinals { get; } = [];

    public List<int[]> Inside { get; } = [];

    private readonly List<int> _entered = [];
    private readonly List<int> _left = [];
    private int[] _enterOrder = [];
    private int[] _leaveOrder = [];

    public WindowTrace Over(long[] eventTimes, int[] ordinals) => new()
    {
        EventTimes = eventTimes,
        RowTimes = RowTimes.ToArray(),
        RowOrdinals = ordinals,
        Entered = _entered.ToArray(),
        Left = _left.ToArray(),
        EnterOrder = _enterOrder,
        LeaveOrder = _leaveOrder,
    };

    /// <summary>Each row sees the events of [t - length, t).</summary>
    public static Traces Contiguous(Random random, List<SampleEvent> events)
    {
        var (traces, length) = (new Traces(), random.Next(3) == 0 ? long.MaxValue / 4 : random.Next(1, 60));
        foreach (var t in Rows(random, events))
            traces.Row(t, events.Count(e => e.Time < t), events.Count(e => e.Time < t - length), i => events[i].Time < t && events[i].Time >= t - length, events.Count);
        return traces;
    }

    /// <summary>Each row sees the events of [t - length, t) that were known before t, each known after a random delay.</summary>
    public static Traces AsKnown(Random random, List<SampleEvent> events)
    {
        var (traces, length) = (new Traces(), (long)random.Next(1, 60));
        var known = events.ConvertAll(e => e.Time + random.Next(40));
        var ever = Enumerable.Range(0, events.Count).Where(i => known[i] < events[i].Time + length).ToArray();
        traces._enterOrder = [.. ever.OrderBy(i => known[i])];
        traces._leaveOrder = ever;
        foreach (var t in Rows(random, events))
            traces.Row(t, ever.Count(i => known[i] < t), ever.Count(i => events[i].Time < t - length), i => known[i] < t && events[i].Time >= t - length, events.Count);
        return traces;
    }

    /// <summary>Events enter and leave in any order at all.</summary>
    public static Traces Shuffled(Random random, List<SampleEvent> events)
    {
        var traces = new Traces();
        var enter = Enumerable.Range(0, events.Count).ToArray();
        random.Shuffle(enter);
        var (inside, left, entered) = (new HashSet<int>(), new List<int>(), 0);
        foreach (var t in Rows(random, events))
        {
            for (var rest = random.Next(8); rest > 0 && entered < enter.Length; rest--) inside.Add(enter[entered++]);
            for (var rest = random.Next(8); rest > 0 && inside.Count > 0; rest--)
            {
                var leaver = inside.ElementAt(random.Next(inside.Count));
                inside.Remove(leaver);
                left.Add(leaver);
            }

            traces.Row(t, entered, left.Count, inside.Contains, events.Count);
        }

        (traces._enterOrder, traces._leaveOrder) = (enter, [.. left]);
        return traces;
    }

    private static List<long> Rows(Random random, List<SampleEvent> events)
    {
        var rows = new List<long>();
        for (var rest = random.Next(1, 16); rest > 0; rest--)
            rows.Add((events.Count == 0 ? 0 : events[random.Next(events.Count)].Time) + random.Next(-3, 50));
        rows.Sort();
        return rows;
    }

    private void Row(long t, int entered, int left, Func<int, bool> isInside, int events)
    {
        RowTimes.Add(t);
        _entered.Add(entered);
        _left.Add(left);
        Inside.Add([.. Enumerable.Range(0, events).Where(isInside)]);
    }
}
