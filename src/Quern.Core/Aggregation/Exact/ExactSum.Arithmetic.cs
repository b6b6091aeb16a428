namespace Quern.Aggregation.Exact;

/// <summary>What the closed formulas (variance, trend) need: whole numbers as sums, and products of sums, all exact.</summary>
internal partial struct ExactSum
{
    public static ExactSum Of(Int128 value)
    {
        // Limbs of 32 bits, each a double: the top one carries the sign.
        var sum = default(ExactSum);
        sum.Add((double)(int)(value >> 96) * (double)(1UL << 48) * (1UL << 48));
        sum.Add((double)(uint)(value >> 64 & uint.MaxValue) * (1UL << 32) * (1UL << 32));
        sum.Add((double)(uint)(value >> 32 & uint.MaxValue) * (1UL << 32));
        sum.Add((uint)(value & uint.MaxValue));
        return sum;
    }

    /// <summary>Adds the product of two sums that are finite; it must be a multiple of 2^-2148, as it is for sums of doubles, or when one is whole.</summary>
    public void AddProduct(in ExactSum left, in ExactSum right)
    {
        if (left._wide is not null || right._wide is not null)
        {
            Widen();
            _wide = _wide! with { Finite = _wide.Finite + FixedPoint.Multiply(left.ToFixedPoint(), right.ToFixedPoint()) };
            return;
        }

        AddProduct(left._first, right);
        AddProduct(left._second, right);
        AddProduct(left._third, right);
        AddProduct(left._fourth, right);
    }

    public readonly ExactSum Negate() => _wide is null
        ? new() { _first = 0 - _first, _second = 0 - _second, _third = 0 - _third, _fourth = 0 - _fourth }
        : new() { _first = double.NaN, _wide = _wide with { Finite = -_wide.Finite } };

    private void AddProduct(double left, in ExactSum right)
    {
        if (left == 0) return;
        AddProduct(left, right._first);
        if (right._second != 0) AddProduct(left, right._second);
        if (right._third != 0) AddProduct(left, right._third);
        if (right._fourth != 0) AddProduct(left, right._fourth);
    }
}
