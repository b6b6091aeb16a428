namespace Quern.Aggregation.Exact;

/// <summary>
/// A sum as doubles that do not overlap, the smallest first, none of them zero (J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
/// Geometric Predicates", 1997, Grow-Expansion). Rounding is as in CPython's <c>math.fsum</c>. Its parts must be so many and so small that nothing overflows.
/// </summary>
internal ref struct Expansion
{
    /// <summary>Enough parts for what <see cref="ExactSum"/> holds outside its wide form.</summary>
    public const int Capacity = 16;

    private readonly Span<double> _parts;
    private int _count;

    /// <summary>Nothing, in memory of at least <see cref="Capacity"/>.</summary>
    public Expansion(Span<double> memory) => _parts = memory;

    public void Add(double value)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            value = ErrorFree.Sum(value, _parts[i], out var error);
            if (error != 0) _parts[kept++] = error;
        }

        if (value != 0) _parts[kept++] = value;
        _count = kept;
    }

    /// <summary>The nearest double, half to even.</summary>
    public readonly double Round()
    {
        if (_count == 0) return 0;
        var next = _count - 1;
        var high = _parts[next];
        var low = 0.0;
        while (next > 0 && low == 0) high = ErrorFree.Sum(high, _parts[--next], out low);

        // Half-way cases that the parts further down decide.
        if (next > 0 && ((low < 0 && _parts[next - 1] < 0) || (low > 0 && _parts[next - 1] > 0)))
        {
            var twice = low * 2;
            var away = high + twice;
            if (away - high == twice) high = away;
        }

        return high;
    }

    /// <summary>Takes the canonical parts out, the largest first: each is what is left, rounded. False, and only some are out, when <paramref name="parts"/> has no room for all.</summary>
    public bool TryDrain(Span<double> parts)
    {
        parts.Clear();
        for (var i = 0; i < parts.Length && _count > 0; i++)
        {
            parts[i] = Round();
            Add(-parts[i]);
        }

        return _count == 0;
    }
}
