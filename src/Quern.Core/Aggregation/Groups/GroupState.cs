using System.Runtime.CompilerServices;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>A group as the state of an aggregate. Without an argument every event counts; with one, those where it is not null.</summary>
internal sealed class GroupState<TGroup, TValue>(Aggregate aggregate, TGroup empty) : AggregateState
    where TGroup : struct, IGroup<TGroup, TValue>
    where TValue : unmanaged
{
    private TGroup _group = empty;

    public override void Add(in AggregateInput input)
    {
        if (input.Argument.IsNull && aggregate.Spec.Argument is not null) return;
        var bits = input.Argument.Bits;
        _group.Add(input.Time.Microseconds, Unsafe.BitCast<long, TValue>(bits));
    }

    public override void Merge(AggregateState other) => _group.Merge(((GroupState<TGroup, TValue>)other)._group);

    public override AggregateResult Result(Instant t)
    {
        // A copy: reading may rearrange a group, and a state may be read by several threads.
        var group = _group;
        var status = group.Result(out var bits);
        return new(status == FeatureStatus.Present ? Value.OfBits(aggregate.ResultType.Kind, bits) : Value.Null, status);
    }

    public override void Write(List<byte> bytes) => _group.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _group.MergeFrom(ref bytes);
}
