using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>A group that moves over events of which some have a null argument, which it skips.</summary>
internal ref struct NullableGroupSlide<TGroup, TValue>(TGroup empty, ReadOnlySpan<long> times, ReadOnlySpan<TValue> values, ReadOnlySpan<bool> nulls) : ISlidingState
    where TGroup : struct, IGroup<TGroup, TValue>
    where TValue : unmanaged
{
    private readonly ReadOnlySpan<bool> _nulls = nulls;
    private GroupSlide<TGroup, TValue> _present = new(empty, times, values);

    public void Enter(int @event)
    {
        if (!_nulls[@event]) _present.Enter(@event);
    }

    public void Leave(int @event)
    {
        if (!_nulls[@event]) _present.Leave(@event);
    }

    public void Write(long t, int ordinal, ResultWriter output) => _present.Write(t, ordinal, output);
}
