using System.Numerics;
using System.Runtime.CompilerServices;

namespace Quern.Aggregation.Exact;

/// <summary>
/// A sum of doubles that is exact: order, grouping and removal leave no trace, and the result is rounded once, half to even.
/// <para>
/// 1. The sum is four doubles, each taking up what rounding loses at the one before (J. R. Shewchuk 1997; two sum). Most data need two.
/// 2. When four do not hold it, they are made canonical; when that is not enough, or something overflows or underflows, the sum turns into a <see cref="WideSum"/>.
///    <c>_first</c> is then NaN, so that the quick way notices by itself.
/// 3. Whatever is read is a function of the exact value alone, never of the form that holds it.
/// </para>
/// A NaN or an infinity is counted, so that it can be removed again; while one is in, the sum is not finite.
/// </summary>
internal partial struct ExactSum
{
    private double _first;
    private double _second;
    private double _third;
    private double _fourth;
    private WideSum? _wide;

    /// <summary>Whether no NaN or infinity is in.</summary>
    public readonly bool IsFinite => _wide is null || _wide.NonFinite == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var first = ErrorFree.Sum(_first, value, out var error);
        var second = ErrorFree.Sum(_second, error, out var rest);
        if (rest == 0) (_first, _second) = (first, second);
        else AddSlowly(value, 1);
    }

    /// <summary>Takes back a value that was added, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(double value)
    {
        var first = ErrorFree.Sum(_first, -value, out var error);
        var second = ErrorFree.Sum(_second, error, out var rest);
        if (rest == 0) (_first, _second) = (first, second);
        else AddSlowly(-value, -1);
    }

    /// <summary>Adds <c>value * 2^power</c>, exactly.</summary>
    public void AddScaled(double value, int power)
    {
        if (TryScaleNormal(value, power, out var scaled)) Add(scaled);
        else AddProduct(value, Math.ScaleB(1, power));
    }

    /// <summary>Takes back what <see cref="AddScaled"/> added, with the same power or with what it has become by <see cref="Scale"/>.</summary>
    public void RemoveScaled(double value, int power)
    {
        if (TryScaleNormal(value, power, out var scaled)) Remove(scaled);
        else AddProduct(-value, Math.ScaleB(1, power));
    }

    /// <summary>Adds <c>left * right</c>, exactly; nothing when a factor is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(double left, double right)
    {
        if (ErrorFree.TryProduct(left, right, out var product, out var error))
        {
            Add(product);
            if (error != 0) Add(error);
        }
        else if (double.IsFinite(left) && double.IsFinite(right))
        {
            Widen();
            _wide = _wide! with { Finite = _wide.Finite + FixedPoint.OfProduct(left, right) };
        }
    }

    public void Merge(in ExactSum other)
    {
        if (other._wide is not null)
        {
            Widen();
            _wide = new(_wide!.Finite + other._wide.Finite, _wide.NonFinite + other._wide.NonFinite);
            return;
        }

        Add(other._first);
        Add(other._second);
        if (other._third != 0) Add(other._third);
        if (other._fourth != 0) Add(other._fourth);
    }

    /// <summary>Multiplies by a power of two. What is in must stay a multiple of 2^-2148.</summary>
    public void Scale(int power)
    {
        var scaled = this;
        if (_wide is null && scaled.TryScale(power))
        {
            this = scaled;
            return;
        }

        Widen();
        _wide = _wide! with { Finite = power >= 0 ? _wide.Finite << power : _wide.Finite >> -power };
    }

    private static bool TryScaleNormal(double value, int power, out double scaled)
    {
        scaled = Math.ScaleB(value, power);
        return double.IsNormal(scaled) || value == 0 || !double.IsFinite(value);
    }

    private bool TryScale(int power) =>
        TryScale(ref _first, power) && TryScale(ref _second, power) && TryScale(ref _third, power) && TryScale(ref _fourth, power);

    private static bool TryScale(ref double part, int power)
    {
        var scaled = Math.ScaleB(part, power);
        var exact = Math.ScaleB(scaled, -power) == part;
        part = scaled;
        return exact;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlowly(double value, int count)
    {
        if (_wide is null)
        {
            var first = ErrorFree.Sum(_first, value, out var error);
            var second = ErrorFree.Sum(_second, error, out error);
            var third = ErrorFree.Sum(_third, error, out error);
            var fourth = ErrorFree.Sum(_fourth, error, out error);
            if (error == 0)
            {
                (_first, _second, _third, _fourth) = (first, second, third, fourth);
                return;
            }

            if (double.IsFinite(error) && TryPack([first, second, third, fourth, error])) return;
            Widen();
        }

        _wide = _wide!.Plus(value, count);
    }

    /// <summary>Takes over the sum of <paramref name="parts"/> when four canonical parts hold it; otherwise nothing changes.</summary>
    private bool TryPack(ReadOnlySpan<double> parts)
    {
        var expansion = new Expansion(stackalloc double[Expansion.Capacity]);
        foreach (var part in parts) expansion.Add(part);
        Span<double> packed = stackalloc double[4];
        if (!expansion.TryDrain(packed)) return false;
        (_first, _second, _third, _fourth, _wide) = (packed[0], packed[1], packed[2], packed[3], null);
        return true;
    }

    private void Widen()
    {
        if (_wide is not null) return;
        _wide = new(ToFixedPoint(), 0);
        (_first, _second, _third, _fourth) = (double.NaN, 0, 0, 0);
    }

    private readonly BigInteger ToFixedPoint() => _wide is not null ? _wide.Finite
        : FixedPoint.Of(_first) + FixedPoint.Of(_second) + FixedPoint.Of(_third) + FixedPoint.Of(_fourth);
}
