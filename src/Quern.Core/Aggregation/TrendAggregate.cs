using Quern.Aggregation.Exact;
using Quern.Aggregation.Groups;
using Quern.Aggregation.Trend;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The slope of the values over time by least squares, per <see cref="AggregateSpec.Unit"/> of time, a Float64: with exact sums over the n events, t in microseconds,
/// <c>(n * sum(tx) - sum(t) * sum(x)) / (n * sum(t^2) - sum(t)^2)</c>, numerator and denominator each exact and then rounded, times the unit. Nulls are skipped; null for
/// fewer than two distinct times. Overflow beyond the range or with a NaN or an infinity among the values.
/// </summary>
internal sealed class TrendAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() =>
        Lanes.IsReal(Spec) ? new GroupState<Slope, double>(this, new(Spec.Unit.Microseconds)) : new GroupState<Slope, long>(this, new(Spec.Unit.Microseconds));

    public override AggregateSweep NewSweep() =>
        Lanes.IsReal(Spec) ? new GroupSweep<Slope, double>(new(Spec.Unit.Microseconds)) : new GroupSweep<Slope, long>(new(Spec.Unit.Microseconds));
}

internal struct Slope(long unit) : IGroup<Slope, long>, IGroup<Slope, double>
{
    private TimeSums _times;
    private ExactSum _values;
    private ExactSum _products;

    public void Add(long time, double value)
    {
        _times.Add(time);
        _values.Add(value);
        AddProduct(time, value);
    }

    public void Remove(long time, double value)
    {
        _times.Remove(time);
        _values.Remove(value);
        AddProduct(time, -value);
    }

    public void Add(long time, long value)
    {
        var high = ErrorFree.Split(value, out var low);
        _times.Add(time);
        AddPart(time, high);
        AddPart(time, low);
    }

    public void Remove(long time, long value)
    {
        var high = ErrorFree.Split(value, out var low);
        _times.Remove(time);
        AddPart(time, -high);
        AddPart(time, -low);
    }

    public void Merge(in Slope other)
    {
        _times.Merge(other._times);
        _values.Merge(other._values);
        _products.Merge(other._products);
    }

    public readonly FeatureStatus Result(out long bits)
    {
        var denominator = _times.Spread();
        var exists = denominator > 0;
        if (!exists || !_values.IsFinite) return Real.Result(exists, double.NaN, out bits);
        var numerator = default(ExactSum);
        numerator.AddProduct(ExactSum.Of(_times.Count), _products);
        numerator.AddProduct(ExactSum.Of(-_times.Times), _values);
        var quotient = numerator.Normalize(out var exponent) / denominator * unit;
        return Real.Result(exists, Real.Scale(quotient, exponent), out bits);
    }

    public readonly void Write(List<byte> bytes)
    {
        _times.Write(bytes);
        _values.Write(bytes);
        _products.Write(bytes);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _times.MergeFrom(ref bytes);
        _values.MergeFrom(ref bytes);
        _products.MergeFrom(ref bytes);
    }

    private void AddPart(long time, double value)
    {
        if (value == 0) return;
        _values.Add(value);
        AddProduct(time, value);
    }

    /// <summary>A time may have more than 53 bits: its two halves are multiplied one by one.</summary>
    private void AddProduct(long time, double value)
    {
        if (ErrorFree.IsDouble(time))
        {
            _products.AddProduct(time, value);
            return;
        }

        var high = ErrorFree.Split(time, out var low);
        _products.AddProduct(high, value);
        _products.AddProduct(low, value);
    }
}
