using Quern.Aggregation.Exact;
using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>The exact sum of reals, rounded when it is read.</summary>
internal struct RealSum : IGroup<RealSum, double>
{
    private long _count;
    private ExactSum _sum;

    public void Add(long time, double value)
    {
        _count++;
        _sum.Add(value);
    }

    public void Remove(long time, double value)
    {
        _count--;
        _sum.Remove(value);
    }

    public void Merge(in RealSum other)
    {
        _count += other._count;
        _sum.Merge(other._sum);
    }

    public FeatureStatus Result(out long bits) => Real.Result(_count > 0, _sum.ToDouble(), out bits);

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        _sum.Write(bytes);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _count += StateBytes.ReadInt64(ref bytes);
        _sum.MergeFrom(ref bytes);
    }
}
