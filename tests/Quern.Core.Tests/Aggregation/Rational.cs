using System.Numerics;

namespace Quern.Tests.Aggregation;

/// <summary>Exact fractions, and rounding by the definition of IEEE 754: slow, and easy to check by eye.</summary>
public readonly struct Rational
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (_numerator, _denominator) = (numerator / common, denominator / common);
    }

    public int Sign => _numerator.Sign;

    public static Rational Of(BigInteger value) => new(value, 1);

    public static Rational Of(long value) => new(value, 1);

    /// <summary>A finite double, exactly.</summary>
    public static Rational Of(double value)
    {
        var halvings = 0;
        for (; value != Math.Truncate(value); value *= 2) halvings++;
        return new(new BigInteger(value), BigInteger.Pow(2, halvings));
    }

    public static Rational PowerOfTwo(long exponent) =>
        exponent >= 0 ? Of(BigInteger.Pow(2, (int)exponent)) : new(1, BigInteger.Pow(2, (int)-exponent));

    public static Rational operator +(Rational a, Rational b) => new((a._numerator * b._denominator) + (b._numerator * a._denominator), a._denominator * b._denominator);

    public static Rational operator -(Rational a, Rational b) => a + new Rational(-b._numerator, b._denominator);

    public static Rational operator *(Rational a, Rational b) => new(a._numerator * b._numerator, a._denominator * b._denominator);

    public static Rational operator /(Rational a, Rational b) => new(a._numerator * b._denominator, a._denominator * b._numerator);

    /// <summary>The nearest number of 53 binary digits, half to even, of any exponent.</summary>
    public Rational Round() => Sign == 0 ? this : RoundAt(Exponent() - 52);

    /// <summary>The nearest double, half to even; infinite beyond the range.</summary>
    public double ToDouble()
    {
        if (Sign == 0) return 0;
        var rounded = RoundAt(Math.Max(Exponent() - 52, -1074));
        if (rounded.Sign == 0) return 0;
        return rounded.Exponent() > 1023 ? Sign * double.PositiveInfinity : rounded.Exactly();
    }

    /// <summary>The square root, rounded to 53 binary digits; the number is not negative.</summary>
    public Rational SquareRoot()
    {
        if (Sign == 0) return this;

        // A root of 60 digits and more, with a last digit that says whether anything is left over.
        var scale = Math.Max(0, 60 - (Exponent() / 2));
        var scaled = _numerator * BigInteger.Pow(4, scale) / _denominator;
        var (low, high) = (BigInteger.Zero, BigInteger.Pow(2, (int)((scaled.GetBitLength() / 2) + 1)));
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (middle * middle <= scaled) low = middle;
            else high = middle;
        }

        var exact = low * low * _denominator == _numerator * BigInteger.Pow(4, scale);
        return new Rational((low * 2) + (exact ? 0 : 1), BigInteger.Pow(2, scale + 1)).Round();
    }

    /// <summary>The largest e with 2^e at most the size of the number.</summary>
    private int Exponent()
    {
        var size = new Rational(BigInteger.Abs(_numerator), _denominator);
        var exponent = (int)(size._numerator.GetBitLength() - size._denominator.GetBitLength());
        while ((size / PowerOfTwo(exponent) - Of(1)).Sign < 0) exponent--;
        while ((size / PowerOfTwo(exponent + 1) - Of(1)).Sign >= 0) exponent++;
        return exponent;
    }

    private Rational RoundAt(int unit)
    {
        var units = this / PowerOfTwo(unit);
        var whole = BigInteger.DivRem(BigInteger.Abs(units._numerator), units._denominator, out var rest);
        var half = (rest * 2).CompareTo(units._denominator);
        if (half > 0 || (half == 0 && !whole.IsEven)) whole += 1;
        return Of(whole * Sign) * PowerOfTwo(unit);
    }

    private double Exactly()
    {
        var twos = (int)_denominator.GetBitLength() - 1;
        var (mantissa, exponent) = (_numerator, -twos);
        while (BigInteger.Abs(mantissa) >= BigInteger.Pow(2, 53)) (mantissa, exponent) = (mantissa / 2, exponent + 1);
        return Math.ScaleB((double)(long)mantissa, exponent);
    }
}
