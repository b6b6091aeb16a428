using Quern.Aggregation.Groups;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>How many events; with an argument, how many for which it is not null. Int64; 0 for none.</summary>
internal sealed class CountAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Int64))
{
    public override AggregateState NewState() => new GroupState<EventCount, long>(this, default);

    public override AggregateSweep NewSweep() => new CountSweep();
}

internal struct EventCount : IGroup<EventCount, long>
{
    private long _count;

    public void Add(long time, long value) => _count++;

    public void Remove(long time, long value) => _count--;

    public void Merge(in EventCount other) => _count += other._count;

    public readonly FeatureStatus Result(out long bits)
    {
        bits = _count;
        return FeatureStatus.Present;
    }

    public readonly void Write(List<byte> bytes) => StateBytes.AppendInt64(bytes, _count);

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => _count += StateBytes.ReadInt64(ref bytes);
}
