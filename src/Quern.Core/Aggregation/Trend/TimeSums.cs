using System.Numerics;
using Quern.Aggregation.Exact;

namespace Quern.Aggregation.Trend;

/// <summary>
/// The exact sums of times and of their squares, in microseconds. Squares are summed in 192 bits, of which no 2^63 times can use up all.
/// </summary>
internal struct TimeSums
{
    private static readonly UInt128 Half = (UInt128)Int128.MaxValue;

    private long _count;
    private Int128 _times;
    private UInt128 _squares;
    private long _carries;

    public readonly long Count => _count;

    public readonly Int128 Times => _times;

    public void Add(long time)
    {
        var square = Square(time);
        _count++;
        unchecked
        {
            _times += time;
            _squares += square;
        }

        if (_squares < square) _carries++;
    }

    public void Remove(long time)
    {
        var square = Square(time);
        _count--;
        if (_squares < square) _carries--;
        unchecked
        {
            _times -= time;
            _squares -= square;
        }
    }

    public void Merge(in TimeSums other)
    {
        _count += other._count;
        _carries += other._carries;
        unchecked
        {
            _times += other._times;
            _squares += other._squares;
        }

        if (_squares < other._squares) _carries++;
    }

    /// <summary>
    /// The sum of squared distances from the mean time, times the count, rounded: <c>n * sum(t^2) - sum(t)^2</c>; 0 exactly when there are no two distinct times.
    /// </summary>
    public readonly double Spread()
    {
        if (_count < 2) return 0;

        // Around r, the floor of the mean, sums are small: with d = t - r, sum(d) lies in [0, n) and sum(d^2) = sum(t^2) - r * (sum(t) + sum(d)).
        var centre = (long)(_times / _count);
        if (_times < 0 && _times % _count != 0) centre--;
        var offset = (long)(_times - ((Int128)centre * _count));
        var shift = _times + offset;

        // r * (sum(t) + sum(d)) is n * (mean^2 - (mean - r)^2), thus no larger than sum(t^2): it fits where that does.
        if (_carries == 0 && _squares <= Half)
        {
            var squares = (Int128)_squares - (centre * shift);
            if (Bits(squares) + Bits(_count) < 127) return ExactSum.Of((squares * _count) - ((Int128)offset * offset)).ToDouble();
        }

        return WideSpread(centre, shift, offset);
    }

    public readonly void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        StateBytes.AppendInt128(bytes, _times);
        StateBytes.AppendInt128(bytes, unchecked((Int128)_squares));
        StateBytes.AppendInt64(bytes, _carries);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes) => Merge(new TimeSums
    {
        _count = StateBytes.ReadInt64(ref bytes),
        _times = StateBytes.ReadInt128(ref bytes),
        _squares = unchecked((UInt128)StateBytes.ReadInt128(ref bytes)),
        _carries = StateBytes.ReadInt64(ref bytes),
    });

    private static UInt128 Square(long time)
    {
        var size = unchecked((ulong)(time < 0 ? -time : time));
        return (UInt128)size * size;
    }

    private static int Bits(Int128 value) => 128 - (int)Int128.LeadingZeroCount(Int128.Abs(value));

    private readonly double WideSpread(long centre, Int128 shift, long offset)
    {
        var squares = ((BigInteger)_carries << 128) + _squares - ((BigInteger)centre * shift);
        return FixedPoint.Round((squares * _count) - ((BigInteger)offset * offset));
    }
}
