using Quern.Aggregation.Exact;
using Quern.Values;

namespace Quern.Aggregation.Decay;

/// <summary>The exact sums of <c>value * fraction</c> and of fractions, for events or for half-lives already brought to one power of two.</summary>
internal struct DecayedSums
{
    private ExactSum _values;
    private ExactSum _weights;

    /// <summary>Takes in an event of <paramref name="power"/> half-lives later than the epoch that the sums are brought to; below 0 when earlier.</summary>
    public void Add(double weighted, double weight, int power)
    {
        _values.AddScaled(weighted, power);
        _weights.AddScaled(weight, power);
    }

    /// <summary>Takes back an event that was added.</summary>
    public void Remove(double weighted, double weight, int power)
    {
        _values.RemoveScaled(weighted, power);
        _weights.RemoveScaled(weight, power);
    }

    public void Merge(in DecayedSums other)
    {
        _values.Merge(other._values);
        _weights.Merge(other._weights);
    }

    public void Scale(int power)
    {
        _values.Scale(power);
        _weights.Scale(power);
    }

    /// <summary>The decayed sum at an instant with the given fraction, <paramref name="age"/> half-lives after the epoch that the sums are brought to.</summary>
    public FeatureStatus Sum(double fraction, long age, out long bits)
    {
        if (!_values.IsFinite) return Real.Result(true, double.NaN, out bits);
        var rounded = _values.Normalize(out var exponent);
        return Real.Result(true, Real.Scale(rounded * fraction, exponent + 1 - age), out bits);
    }

    /// <summary>The decayed mean: the same at every instant, since all weights fall alike.</summary>
    public FeatureStatus Mean(out long bits)
    {
        if (!_values.IsFinite) return Real.Result(true, double.NaN, out bits);
        var values = _values.Normalize(out var exponent);
        var weights = _weights.Normalize(out var weightExponent);
        return Real.Result(true, Real.Scale(values / weights, (long)exponent - weightExponent), out bits);
    }

    public readonly void Write(List<byte> bytes)
    {
        _values.Write(bytes);
        _weights.Write(bytes);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _values.MergeFrom(ref bytes);
        _weights.MergeFrom(ref bytes);
    }
}
