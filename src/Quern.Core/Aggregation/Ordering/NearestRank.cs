namespace Quern.Aggregation.Ordering;

/// <summary>The nearest rank of a quantile: the least number of values whose share is at least q, ceil(q n), in whole numbers of which none is rounded.</summary>
internal readonly struct NearestRank
{
    private readonly UInt128 _numerator;
    private readonly UInt128 _denominator = 1;

    public NearestRank(decimal share)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(share, parts);
        unchecked
        {
            _numerator = new((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        }

        for (var digits = (parts[3] >> 16) & 0xFF; digits > 0; digits--)
            if (_numerator % 10 == 0) _numerator /= 10;
            else _denominator *= 10;
    }

    /// <summary>The rank, from 1 to <paramref name="count"/>, which is above zero.</summary>
    public long Of(long count)
    {
        if (_denominator <= uint.MaxValue && count <= uint.MaxValue)
        {
            var denominator = (ulong)_denominator;
            return (long)((((ulong)_numerator * (ulong)count) + denominator - 1) / denominator);
        }

        return (long)(((_numerator * (UInt128)count) + _denominator - 1) / _denominator);
    }
}
