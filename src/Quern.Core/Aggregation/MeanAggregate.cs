using Quern.Aggregation.Embeddings;
using Quern.Aggregation.Exact;
using Quern.Aggregation.Groups;
using Quern.Aggregation.Totals;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The arithmetic mean, a Float64: the exact sum, rounded, divided by the count, rounded. Of truths it is the share of true. Nulls are skipped, null for none;
/// overflow when a value is a NaN or an infinity. Of embeddings it is the mean of each element, rounded once more to 32 bits.
/// </summary>
internal sealed class MeanAggregate(AggregateSpec spec) : Aggregate(spec, TypeOf(spec))
{
    public static DataType TypeOf(AggregateSpec spec) => DataType.Scalar(Lanes.IsEmbedding(spec) ? ValueKind.Embedding : ValueKind.Float64);

    public override AggregateState NewState() =>
        Lanes.IsEmbedding(Spec) ? new EmbeddingMeanState()
        : Lanes.IsReal(Spec) ? new GroupState<RealMean, double>(this, default) : new GroupState<WholeMean, long>(this, default);

    public override AggregateSweep NewSweep() =>
        Lanes.IsEmbedding(Spec) ? new EmbeddingMeanSweep()
        : Lanes.IsReal(Spec) ? new GroupSweep<RealMean, double>(default) : new TotalSweep<MeanTotal>(new GroupSweep<WholeMean, long>(default));
}

internal struct WholeMean : IGroup<WholeMean, long>
{
    private WholeSum _sum;

    public void Add(long time, long value) => _sum.Add(time, value);

    public void Remove(long time, long value) => _sum.Remove(time, value);

    public void Merge(in WholeMean other) => _sum.Merge(other._sum);

    public readonly FeatureStatus Result(out long bits)
    {
        var total = _sum.Total;
        var rounded = unchecked((long)total) is var narrow && narrow == total ? narrow : ExactSum.Of(total).ToDouble();
        return Real.Result(_sum.Count > 0, rounded / _sum.Count, out bits);
    }

    public readonly void Write(List<byte> bytes) => _sum.Write(bytes);

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => _sum.MergeFrom(ref bytes);
}

internal struct RealMean : IGroup<RealMean, double>
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

    public void Merge(in RealMean other)
    {
        _count += other._count;
        _sum.Merge(other._sum);
    }

    public FeatureStatus Result(out long bits)
    {
        if (!_sum.IsFinite) return Real.Result(_count > 0, double.NaN, out bits);
        var rounded = _sum.Normalize(out var exponent);
        return Real.Result(_count > 0, Real.Scale(rounded / _count, exponent), out bits);
    }

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
