using Quern.Aggregation.Groups;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Whether all Boolean values are true; nulls are skipped, null for none.</summary>
internal sealed class AllAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Boolean))
{
    public override AggregateState NewState() => new GroupState<AllTrue, long>(this, default);

    public override AggregateSweep NewSweep() => new GroupSweep<AllTrue, long>(default);
}

internal struct AllTrue : IGroup<AllTrue, long>
{
    private long _count;
    private long _falses;

    public void Add(long time, long value) => (_count, _falses) = (_count + 1, _falses + 1 - value);

    public void Remove(long time, long value) => (_count, _falses) = (_count - 1, _falses - 1 + value);

    public void Merge(in AllTrue other) => (_count, _falses) = (_count + other._count, _falses + other._falses);

    public readonly FeatureStatus Result(out long bits)
    {
        bits = _falses == 0 ? 1 : 0;
        return _count > 0 ? FeatureStatus.Present : FeatureStatus.NullValue;
    }

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        StateBytes.AppendInt64(bytes, _falses);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _count += StateBytes.ReadInt64(ref bytes);
        _falses += StateBytes.ReadInt64(ref bytes);
    }
}
