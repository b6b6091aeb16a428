using Quern.Aggregation.Groups;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Whether any Boolean value is true; nulls are skipped, null for none.</summary>
internal sealed class AnyAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Boolean))
{
    public override AggregateState NewState() => new GroupState<AnyTrue, long>(this, default);

    public override AggregateSweep NewSweep() => new GroupSweep<AnyTrue, long>(default);
}

internal struct AnyTrue : IGroup<AnyTrue, long>
{
    private long _count;
    private long _trues;

    public void Add(long time, long value) => (_count, _trues) = (_count + 1, _trues + value);

    public void Remove(long time, long value) => (_count, _trues) = (_count - 1, _trues - value);

    public void Merge(in AnyTrue other) => (_count, _trues) = (_count + other._count, _trues + other._trues);

    public readonly FeatureStatus Result(out long bits)
    {
        bits = _trues > 0 ? 1 : 0;
        return _count > 0 ? FeatureStatus.Present : FeatureStatus.NullValue;
    }

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        StateBytes.AppendInt64(bytes, _trues);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _count += StateBytes.ReadInt64(ref bytes);
        _trues += StateBytes.ReadInt64(ref bytes);
    }
}
