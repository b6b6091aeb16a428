using Quern.Aggregation.Exact;
using Quern.Aggregation.Groups;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The standard deviation, a Float64, of the population or of a sample: the root of the variance, which need not itself be within the range of a double.
/// Nulls are skipped; null for none and for a sample of one. Overflow beyond the range or with a NaN or an infinity among the values.
/// </summary>
internal sealed class StandardDeviationAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() =>
        Lanes.IsReal(Spec) ? new GroupState<StandardDeviation, double>(this, new(Spec.Sample)) : new GroupState<StandardDeviation, long>(this, new(Spec.Sample));

    public override AggregateSweep NewSweep() =>
        Lanes.IsReal(Spec) ? new GroupSweep<StandardDeviation, double>(new(Spec.Sample)) : new GroupSweep<StandardDeviation, long>(new(Spec.Sample));
}

internal struct StandardDeviation(bool sample) : IGroup<StandardDeviation, long>, IGroup<StandardDeviation, double>
{
    private Moments _moments;

    public void Add(long time, long value) => _moments.Add(value);

    public void Remove(long time, long value) => _moments.Remove(value);

    public void Add(long time, double value) => _moments.Add(value);

    public void Remove(long time, double value) => _moments.Remove(value);

    public void Merge(in StandardDeviation other) => _moments.Merge(other._moments);

    public readonly FeatureStatus Result(out long bits)
    {
        var count = (double)_moments.Count;
        var exists = count > (sample ? 1 : 0);
        if (!exists || !_moments.IsFinite) return Real.Result(exists, double.NaN, out bits);
        var quotient = _moments.Spread(out var exponent) / (count * (sample ? count - 1 : count));
        if (int.IsOddInteger(exponent)) (quotient, exponent) = (quotient * 2, exponent - 1);
        return Real.Result(exists, Real.Scale(Math.Sqrt(quotient), exponent / 2), out bits);
    }

    public readonly void Write(List<byte> bytes) => _moments.Write(bytes);

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => _moments.MergeFrom(ref bytes);
}
