using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>A group that moves over events of which none has a null argument.</summary>
internal ref struct GroupSlide<TGroup, TValue>(TGroup empty, ReadOnlySpan<long> times, ReadOnlySpan<TValue> values) : ISlidingState
    where TGroup : struct, IGroup<TGroup, TValue>
    where TValue : unmanaged
{
    private readonly ReadOnlySpan<long> _times = times;
    private readonly ReadOnlySpan<TValue> _values = values;
    private TGroup _group = empty;

    public void Enter(int @event) => _group.Add(_times[@event], _values[@event]);

    public void Leave(int @event) => _group.Remove(_times[@event], _values[@event]);

    public void Write(long t, int ordinal, ResultWriter output)
    {
        var status = _group.Result(out var bits);
        if (status == FeatureStatus.Present) output.SetBits(ordinal, bits);
        else output.SetNull(ordinal, status);
    }
}
