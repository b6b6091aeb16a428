using Quern.Aggregation.Groups;
using Quern.Aggregation.Totals;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>How many events for which a Boolean argument is true. Int64; 0 for none.</summary>
internal sealed class CountWhereAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Int64))
{
    public override AggregateState NewState() => new GroupState<TrueCount, long>(this, default);

    public override AggregateSweep NewSweep() => new TotalSweep<TrueCountTotal>(new GroupSweep<TrueCount, long>(default));
}

internal struct TrueCount : IGroup<TrueCount, long>
{
    private long _count;

    public void Add(long time, long value) => _count += value;

    public void Remove(long time, long value) => _count -= value;

    public void Merge(in TrueCount other) => _count += other._count;

    public readonly FeatureStatus Result(out long bits)
    {
        bits = _count;
        return FeatureStatus.Present;
    }

    public readonly void Write(List<byte> bytes) => StateBytes.AppendInt64(bytes, _count);

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => _count += StateBytes.ReadInt64(ref bytes);
}
