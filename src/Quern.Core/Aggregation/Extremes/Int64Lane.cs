using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>Whole numbers, instants and truths.</summary>
internal readonly ref struct Int64Lane(ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls) : ILane
{
    private readonly ReadOnlySpan<long> _values = values;
    private readonly ReadOnlySpan<bool> _nulls = nulls;

    public bool Has(int @event) => _nulls.IsEmpty || !_nulls[@event];

    public bool Precedes(int left, int right) => _values[left] < _values[right];

    public void Write(int @event, int ordinal, ResultWriter output) => output.SetBits(ordinal, _values[@event]);
}
