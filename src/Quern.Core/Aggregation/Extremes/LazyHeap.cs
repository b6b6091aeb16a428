using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>A binary heap of events, the preferred one on top. An event that leaves is only marked, and removed when it comes to the top.</summary>
internal ref struct LazyHeap<TLane, TDirection>(TLane lane, Span<int> memory, Span<bool> left) : ISlidingState
    where TLane : struct, ILane, allows ref struct
    where TDirection : struct, IDirection
{
    private readonly TLane _lane = lane;
    private readonly Span<int> _events = memory;
    private readonly Span<bool> _left = left;
    private int _count;

    public void Enter(int @event)
    {
        if (!_lane.Has(@event)) return;
        var place = _count++;
        while (place > 0 && (place - 1) / 2 is var parent && Prefers(@event, _events[parent]))
        {
            _events[place] = _events[parent];
            place = parent;
        }

        _events[place] = @event;
    }

    public readonly void Leave(int @event) => _left[@event] = true;

    public void Write(long t, int ordinal, ResultWriter output)
    {
        while (_count > 0 && _left[_events[0]]) RemoveTop();
        if (_count > 0) _lane.Write(_events[0], ordinal, output);
        else output.SetNull(ordinal, FeatureStatus.NullValue);
    }

    private readonly bool Prefers(int left, int right) => TDirection.IsLeast ? _lane.Precedes(left, right) : _lane.Precedes(right, left);

    private void RemoveTop()
    {
        var last = _events[--_count];
        var place = 0;
        while ((place * 2) + 1 is var child && child < _count)
        {
            if (child + 1 < _count && Prefers(_events[child + 1], _events[child])) child++;
            if (!Prefers(_events[child], last)) break;
            _events[place] = _events[child];
            place = child;
        }

        _events[place] = last;
    }
}
