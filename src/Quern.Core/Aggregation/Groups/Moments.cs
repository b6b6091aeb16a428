using Quern.Aggregation.Exact;

namespace Quern.Aggregation.Groups;

/// <summary>The count and the exact sums of values and of their squares: all that a variance needs. Whole numbers give what the equal reals give.</summary>
internal struct Moments
{
    private long _count;
    private ExactSum _values;
    private ExactSum _squares;

    public readonly long Count => _count;

    public readonly bool IsFinite => _values.IsFinite;

    public void Add(double value)
    {
        _count++;
        _values.Add(value);
        _squares.AddProduct(value, value);
    }

    public void Remove(double value)
    {
        _count--;
        _values.Remove(value);
        _squares.AddProduct(-value, value);
    }

    public void Add(long value)
    {
        if (ErrorFree.IsDouble(value)) Add((double)value);
        else Change(value, 1);
    }

    public void Remove(long value)
    {
        if (ErrorFree.IsDouble(value)) Remove((double)value);
        else Change(value, -1);
    }

    public void Merge(in Moments other)
    {
        _count += other._count;
        _values.Merge(other._values);
        _squares.Merge(other._squares);
    }

    /// <summary>
    /// The sum of squared distances from the mean, times the count, as <c>result * 2^exponent</c>: <c>n * sum(x^2) - sum(x)^2</c> is exact and then
    /// rounded, so that nothing cancels and it is never negative. The sums must be finite.
    /// </summary>
    public readonly double Spread(out int exponent)
    {
        var spread = default(ExactSum);
        spread.AddProduct(ExactSum.Of(_count), _squares);
        spread.AddProduct(_values.Negate(), _values);
        return spread.Normalize(out exponent);
    }

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        _values.Write(bytes);
        _squares.Write(bytes);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        _count += StateBytes.ReadInt64(ref bytes);
        _values.MergeFrom(ref bytes);
        _squares.MergeFrom(ref bytes);
    }

    /// <summary>A whole number beyond 53 bits, in two doubles h and l: x^2 = h^2 + 2hl + l^2.</summary>
    private void Change(long value, int sign)
    {
        var high = ErrorFree.Split(value, out var low);
        _count += sign;
        _values.Add(sign * high);
        _values.Add(sign * low);
        _squares.AddProduct(sign * high, high);
        _squares.AddProduct(sign * high * 2, low);
        _squares.AddProduct(sign * low, low);
    }
}
