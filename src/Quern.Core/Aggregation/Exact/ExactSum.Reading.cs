namespace Quern.Aggregation.Exact;

internal partial struct ExactSum
{
    /// <summary>Sizes between which a rounded sum can be divided and multiplied without leaving the normal range.</summary>
    private const double Small = 1e-200, Large = 1e200;

    /// <summary>The nearest double, half to even; NaN when the sum is not finite, infinite when it is beyond the range. Never -0.</summary>
    public double ToDouble()
    {
        Settle();
        if (_wide is null) return _first;
        return IsFinite ? FixedPoint.ToDouble(_wide.Finite) : double.NaN;
    }

    /// <summary>
    /// The nearest number of 53 binary digits, for formulas: <c>result * 2^exponent</c>, so that neither overflow nor underflow comes before the formula's end.
    /// The exponent is 0 for sums of ordinary size. The sum must be finite.
    /// </summary>
    public double Normalize(out int exponent)
    {
        Settle();
        exponent = 0;
        if (_wide is null && (_first == 0 || (Math.Abs(_first) > Small && Math.Abs(_first) < Large))) return _first;
        return FixedPoint.Normalize(ToFixedPoint(), out exponent);
    }

    /// <summary>
    /// Brings the sum into its canonical parts, where four hold it: each is what the ones before leave, rounded to nearest. The value stays.
    /// </summary>
    private void Settle()
    {
        if (_third == 0 && _fourth == 0 && _wide is null)
        {
            var first = ErrorFree.Sum(_first, _second, out var second);
            if (double.IsFinite(second))
            {
                (_first, _second) = (first, second);
                return;
            }
        }

        if (_wide is null)
        {
            if (TryPack([_first, _second, _third, _fourth]) && double.IsFinite(_first)) return;
            Widen();
        }

        TryNarrow();
    }

    private void TryNarrow()
    {
        if (_wide!.NonFinite != 0) return;
        Span<double> parts = stackalloc double[4];
        var rest = _wide.Finite;
        for (var i = 0; i < parts.Length && !rest.IsZero; i++)
        {
            parts[i] = FixedPoint.ToDouble(rest);
            if (parts[i] == 0 || !double.IsFinite(parts[i])) return;
            rest -= FixedPoint.Of(parts[i]);
        }

        if (rest.IsZero) (_first, _second, _third, _fourth, _wide) = (parts[0], parts[1], parts[2], parts[3], null);
    }
}
