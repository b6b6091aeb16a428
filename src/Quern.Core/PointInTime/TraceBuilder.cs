using Quern.Aggregation;

namespace Quern.PointInTime;

/// <summary>
/// Works out how a window moves over an entity's events (<see cref="WindowTrace"/>). Reusable, by one thread; a trace is valid until the next is built.
/// Without known-at times both ends of the window are found by galloping forward from where the last row left them, so few rows do not pay for many events.
/// </summary>
public sealed class TraceBuilder
{
    private readonly KnownOrder _known = new();
    private int[] _entered = [];
    private int[] _left = [];

    /// <summary>The trace with every event known at once.</summary>
    public WindowTrace Build(in WindowRange range, ReadOnlySpan<long> eventTimes, ReadOnlySpan<long> rowTimes, ReadOnlySpan<int> ordinals)
    {
        Reserve(rowTimes.Length);
        var (head, tail) = (0, 0);
        for (var row = 0; row < rowTimes.Length; row++)
        {
            var (start, end) = range.At(rowTimes[row]);
            head = Gallop(eventTimes, head, end);
            tail = Gallop(eventTimes, tail, start);
            _entered[row] = head;
            _left[row] = Math.Min(tail, head);
        }

        return Trace(eventTimes, rowTimes, ordinals, default, default);
    }

    /// <summary>Forgets what it has worked out of the events before.</summary>
    public void BeginEvents() => _known.Forget();

    /// <summary>The trace with each event entering only once it is known, and leaving when a later version of it is.</summary>
    /// <param name="range">The window.</param>
    /// <param name="eventTimes">The events' times, ascending; the same as before, unless <see cref="BeginEvents"/> was called since.</param>
    /// <param name="known">When each was known: an instant sees what was known before it.</param>
    /// <param name="superseded">When each was replaced; empty when none was.</param>
    /// <param name="rowTimes">The instants asked for, ascending.</param>
    /// <param name="ordinals">Where the results of the rows go.</param>
    public WindowTrace BuildAsKnown(
        in WindowRange range, ReadOnlySpan<long> eventTimes, ReadOnlySpan<long> known, ReadOnlySpan<long> superseded, ReadOnlySpan<long> rowTimes, ReadOnlySpan<int> ordinals)
    {
        Reserve(rowTimes.Length);
        _known.Load(range, eventTimes, known, superseded);
        _known.Enter(rowTimes, _entered);
        _known.Leave(rowTimes, _left);
        return Trace(eventTimes, rowTimes, ordinals, _known.EnterOrder, _known.LeaveOrder);
    }

    // The first position at or after 'from' whose time is not before 'time'.
    private static int Gallop(ReadOnlySpan<long> times, int from, long time)
    {
        if (from == times.Length || times[from] >= time) return from;
        var step = 1;
        while (from + step < times.Length && times[from + step] < time) step *= 2;
        var (low, high) = (from + (step / 2) + 1, Math.Min(from + step, times.Length));
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private WindowTrace Trace(ReadOnlySpan<long> eventTimes, ReadOnlySpan<long> rowTimes, ReadOnlySpan<int> ordinals, ReadOnlySpan<int> enterOrder, ReadOnlySpan<int> leaveOrder) => new()
    {
        EventTimes = eventTimes,
        RowTimes = rowTimes,
        RowOrdinals = ordinals,
        Entered = _entered.AsSpan(0, rowTimes.Length),
        Left = _left.AsSpan(0, rowTimes.Length),
        EnterOrder = enterOrder,
        LeaveOrder = leaveOrder,
    };

    private void Reserve(int rows)
    {
        if (_entered.Length >= rows) return;
        _entered = new int[Math.Max(rows, _entered.Length * 2)];
        _left = new int[_entered.Length];
    }
}
