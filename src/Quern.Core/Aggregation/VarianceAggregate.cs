using Quern.Aggregation.Exact;
using Quern.Aggregation.Groups;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The variance, a Float64, of the population or of a sample: an exact numerator over a divisor, each rounded once before the division. Never negative.
/// Nulls are skipped; null for none and for a sample of one. Overflow beyond the range or with a NaN or an infinity among the values.
/// </summary>
internal sealed class VarianceAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() =>
        Lanes.IsReal(Spec) ? new GroupState<Variance, double>(this, new(Spec.Sample)) : new GroupState<Variance, long>(this, new(Spec.Sample));

    public override AggregateSweep NewSweep() =>
        Lanes.IsReal(Spec) ? new GroupSweep<Variance, double>(new(Spec.Sample)) : new GroupSweep<Variance, long>(new(Spec.Sample));
}

internal struct Variance(bool sample) : IGroup<Variance, long>, IGroup<Variance, double>
{
    private Moments _moments;

    public void Add(long time, long value) => _moments.Add(value);

    public void Remove(long time, long value) => _moments.Remove(value);

    public void Add(long time, double value) => _moments.Add(value);

    public void Remove(long time, double value) => _moments.Remove(value);

    public void Merge(in Variance other) => _moments.Merge(other._moments);

    public readonly FeatureStatus Result(out long bits)
    {
        var count = (double)_moments.Count;
        var exists = count > (sample ? 1 : 0);
        if (!exists || !_moments.IsFinite) return Real.Result(exists, double.NaN, out bits);
        var quotient = _moments.Spread(out var exponent) / (count * (sample ? count - 1 : count));
        return Real.Result(exists, Real.Scale(quotient, exponent), out bits);
    }

    public readonly void Write(List<byte> bytes) => _moments.Write(bytes);

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => _moments.MergeFrom(ref bytes);
}
