using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>The sum of whole numbers: 128 bits, which 2^63 numbers of 64 bits cannot exceed.</summary>
internal struct WholeSum : IGroup<WholeSum, long>
{
    private long _count;
    private Int128 _sum;

    public readonly long Count => _count;

    public readonly Int128 Total => _sum;

    public void Add(long time, long value) => (_count, _sum) = (_count + 1, unchecked(_sum + value));

    public void Remove(long time, long value) => (_count, _sum) = (_count - 1, unchecked(_sum - value));

    public void Merge(in WholeSum other) => (_count, _sum) = (_count + other._count, unchecked(_sum + other._sum));

    public readonly FeatureStatus Result(out long bits)
    {
        bits = unchecked((long)_sum);
        if (_count == 0) return FeatureStatus.NullValue;
        return bits == _sum ? FeatureStatus.Present : FeatureStatus.Overflow;
    }

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        StateBytes.AppendInt128(bytes, _sum);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _count += StateBytes.ReadInt64(ref bytes);
        _sum += StateBytes.ReadInt128(ref bytes);
    }
}
