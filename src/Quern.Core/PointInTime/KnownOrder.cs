namespace Quern.PointInTime;

/// <summary>
/// In which order the events of an entity enter and leave a window when each is seen only once it is known, and no longer once a later version of it is.
/// 1. All events are sorted by the instant from which they may be seen, once for all windows that end at the same distance from the row. 2. Going through the rows, those are let in that the
/// window does not lose before they are known. 3. They leave in the order of their times, as they lie; only where versions replace each other is there another order, which is sorted.
/// </summary>
internal sealed class KnownOrder
{
    private WindowRange _range;
    private long? _offset;
    private int _events;
    private long[] _seenFrom = [];
    private long[] _sortedFrom = [];
    private long[] _until = [];
    private long[] _sortedUntil = [];
    private int[] _bySeen = [];
    private int[] _enterOrder = [];
    private int[] _leaveOrder = [];
    private int _entered;
    private int _left;

    /// <summary>The events that enter by the last row, in their order.</summary>
    public ReadOnlySpan<int> EnterOrder => _enterOrder.AsSpan(0, _entered);

    /// <summary>The events that leave by the last row, in their order.</summary>
    public ReadOnlySpan<int> LeaveOrder => _leaveOrder.AsSpan(0, _left);

    /// <summary>Forgets the events.</summary>
    public void Forget() => _offset = null;

    /// <summary>Goes on to a window over the same events, or to other events after <see cref="Forget"/>.</summary>
    public void Load(in WindowRange range, ReadOnlySpan<long> times, ReadOnlySpan<long> known, ReadOnlySpan<long> superseded)
    {
        (_range, _events) = (range, times.Length);
        Reserve(times.Length);
        if (_offset != range.Window.Offset.Microseconds) SortBySeen(times, known);
        _offset = range.Window.Offset.Microseconds;
        for (var i = 0; i < times.Length; i++) _until[i] = range.Leaves(times[i]);
        for (var i = 0; i < superseded.Length; i++)
            if (superseded[i] != long.MaxValue)
                _until[i] = Math.Min(_until[i], superseded[i] + 1);
        for (var i = 0; i < times.Length; i++) _leaveOrder[i] = i;
        if (!superseded.IsEmpty) SortByUntil();
    }

    /// <summary>By row, how many events have entered.</summary>
    public void Enter(ReadOnlySpan<long> rowTimes, Span<int> counts)
    {
        (_entered, var next) = (0, 0);
        for (var row = 0; row < rowTimes.Length; row++)
        {
            for (; next < _events && _sortedFrom[next] <= rowTimes[row]; next++)
                if (_bySeen[next] is var @event && _sortedFrom[next] < _until[@event])
                    _enterOrder[_entered++] = @event;
            counts[row] = _entered;
        }
    }

    /// <summary>By row, how many events have left.</summary>
    public void Leave(ReadOnlySpan<long> rowTimes, Span<int> counts)
    {
        (_left, var next) = (0, 0);
        for (var row = 0; row < rowTimes.Length; row++)
        {
            for (; next < _events && _leaveOrder[next] is var @event && _until[@event] <= rowTimes[row]; next++)
                if (_seenFrom[@event] < _until[@event])
                    _leaveOrder[_left++] = @event;
            counts[row] = _left;
        }
    }

    private void SortBySeen(ReadOnlySpan<long> times, ReadOnlySpan<long> known)
    {
        var isAscending = true;
        for (var i = 0; i < times.Length; i++)
        {
            _bySeen[i] = i;
            _sortedFrom[i] = _seenFrom[i] = Math.Max(_range.Enters(times[i]), known[i] + 1);
            isAscending &= i == 0 || _seenFrom[i] >= _seenFrom[i - 1];
        }

        if (!isAscending) _sortedFrom.AsSpan(0, times.Length).Sort(_bySeen.AsSpan(0, times.Length));
    }

    private void SortByUntil()
    {
        if (_sortedUntil.Length < _events) _sortedUntil = new long[_until.Length];
        Array.Copy(_until, _sortedUntil, _events);
        _sortedUntil.AsSpan(0, _events).Sort(_leaveOrder.AsSpan(0, _events));
    }

    private void Reserve(int events)
    {
        if (_seenFrom.Length >= events) return;
        var size = Math.Max(events, _seenFrom.Length * 2);
        (_seenFrom, _sortedFrom, _until) = (new long[size], new long[size], new long[size]);
        (_bySeen, _enterOrder, _leaveOrder) = (new int[size], new int[size], new int[size]);
        _offset = null;
    }
}
