using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>
/// A sliding extreme where events leave in the order in which they entered: a queue of two stacks.
/// 1. Of the newer events, from <c>_boundary</c> on, the extreme is known. 2. Of the older ones, for each, the extreme of it and all later older ones is known.
/// 3. When the older ones are used up, the newer ones become the older ones, in one pass from the newest back.
/// Two comparisons per event, both of which rarely say anything new, so that branch prediction works; a monotonic queue has none such.
/// </summary>
internal ref struct TwoStacks<TLane, TDirection>(TLane lane, Span<int> memory) : ISlidingState
    where TLane : struct, ILane, allows ref struct
    where TDirection : struct, IDirection
{
    private const int None = -1;

    private readonly TLane _lane = lane;
    private readonly Span<int> _best = memory;
    private int _left;
    private int _boundary;
    private int _entered;
    private int _newest = None;

    public void Enter(int @event)
    {
        _newest = Best(@event, _newest);
        _entered = @event + 1;
    }

    public void Leave(int @event)
    {
        if (@event >= _boundary) TurnOver(@event);
        _left = @event + 1;
    }

    public readonly void Write(long t, int ordinal, ResultWriter output)
    {
        var best = _newest;
        if (_left < _boundary && _best[_left] is var older && older != None && (best == None || Prefers(older, best))) best = older;
        if (best == None) output.SetNull(ordinal, FeatureStatus.NullValue);
        else _lane.Write(best, ordinal, output);
    }

    private void TurnOver(int first)
    {
        var best = None;
        for (var i = _entered - 1; i >= first; i--) _best[i] = best = Best(i, best);
        _boundary = _entered;
        _newest = None;
    }

    private readonly int Best(int @event, int best) => _lane.Has(@event) && (best == None || Prefers(@event, best)) ? @event : best;

    private readonly bool Prefers(int left, int right) => TDirection.IsLeast ? _lane.Precedes(left, right) : _lane.Precedes(right, left);
}
