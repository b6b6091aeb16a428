using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>Reals in the order of <see cref="RealOrder"/>; a NaN counts as null.</summary>
internal readonly ref struct Float64Lane(ReadOnlySpan<double> values, ReadOnlySpan<bool> nulls) : ILane
{
    private readonly ReadOnlySpan<double> _values = values;
    private readonly ReadOnlySpan<bool> _nulls = nulls;

    public bool Has(int @event) => (_nulls.IsEmpty || !_nulls[@event]) && !double.IsNaN(_values[@event]);

    public bool Precedes(int left, int right) => RealOrder.Key(_values[left]) < RealOrder.Key(_values[right]);

    public void Write(int @event, int ordinal, ResultWriter output) => output.SetDouble(ordinal, _values[@event]);
}
