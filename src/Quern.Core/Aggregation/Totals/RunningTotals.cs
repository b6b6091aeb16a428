using System.Numerics;

namespace Quern.Aggregation.Totals;

/// <summary>
/// Sums of whole numbers from the first event to each, so that what enters and leaves a window comes to one subtraction a row, for all windows and aggregates alike. Reusable, by one thread.
/// </summary>
internal sealed class RunningTotals
{
    private long[] _sums = [0];
    private int[] _counts = [0];
    private int _events;
    private bool _hasNulls;

    /// <summary>Whether the sums are to be had: no sum can leave 64 bits.</summary>
    public bool IsExact { get; private set; }

    /// <summary>The sum of the first 0, 1, 2, … events' values; nulls add nothing.</summary>
    public ReadOnlySpan<long> Sums => _sums.AsSpan(0, _events + 1);

    /// <summary>How many of the first 0, 1, 2, … events are not null; empty when all are.</summary>
    public ReadOnlySpan<int> Counts => _hasNulls ? _counts.AsSpan(0, _events + 1) : default;

    /// <summary>Adds up values in their own order, or in the one given.</summary>
    public void Load(ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls, ReadOnlySpan<int> order, bool isOrdered)
    {
        _events = isOrdered ? order.Length : values.Length;
        IsExact = Fit(values);
        _hasNulls = !nulls.IsEmpty;
        if (!IsExact) return;
        if (_sums.Length <= _events) _sums = GC.AllocateUninitializedArray<long>(Math.Max(_events + 1, _sums.Length * 2));
        if (_hasNulls && _counts.Length < _sums.Length) _counts = GC.AllocateUninitializedArray<int>(_sums.Length);
        if (isOrdered) AddOrdered(values, nulls, order);
        else if (_hasNulls) AddPresent(values, nulls);
        else AddAll(values);
    }

    // No value has more bits than leave room for as many carries as there are values. Null rows hold anything, which only makes this careful.
    private static bool Fit(ReadOnlySpan<long> values)
    {
        var bits = 0L;
        foreach (var value in values) bits |= value ^ (value >> 63);
        return BitOperations.LeadingZeroCount((ulong)bits) - 1 > 64 - BitOperations.LeadingZeroCount((ulong)values.Length);
    }

    private void AddAll(ReadOnlySpan<long> values)
    {
        var sum = _sums[0] = 0;
        var sums = _sums.AsSpan(1, values.Length);
        for (var i = 0; i < values.Length; i++) sums[i] = sum = unchecked(sum + values[i]);
    }

    private void AddPresent(ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls)
    {
        var (sum, count) = (_sums[0] = 0, _counts[0] = 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!nulls[i]) (sum, count) = (unchecked(sum + values[i]), count + 1);
            (_sums[i + 1], _counts[i + 1]) = (sum, count);
        }
    }

    private void AddOrdered(ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls, ReadOnlySpan<int> order)
    {
        var (sum, count) = (_sums[0] = 0, _counts[0] = 0);
        for (var i = 0; i < order.Length; i++)
        {
            var @event = order[i];
            if (nulls.IsEmpty || !nulls[@event]) (sum, count) = (unchecked(sum + values[@event]), count + 1);
            _sums[i + 1] = sum;
            if (_hasNulls) _counts[i + 1] = count;
        }
    }
}
