using Quern.Aggregation.Exact;

namespace Quern.Tests.Aggregation;

public sealed class ExactSumTests
{
    [Fact]
    public void Sum_OfRandomValues_IsTheExactSumRounded()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var values = Values(new Random(seed));
            Of(values).ToDouble().ShouldBe(Exactly(values).ToDouble(), $"seed {seed}");
        }
    }

    [Fact]
    public void Sum_AfterRemovals_HasTheBytesOfTheValuesThatStayed()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var values = Values(random);
            var (sum, stayed) = (default(ExactSum), default(ExactSum));
            foreach (var value in values) sum.Add(value);
            random.Shuffle(values);
            var removed = random.Next(values.Length + 1);
            foreach (var value in values[..removed]) sum.Remove(value);
            foreach (var value in values[removed..]) stayed.Add(value);
            Bytes(sum).ShouldBe(Bytes(stayed), $"seed {seed}");
        }
    }

    [Fact]
    public void Products_OfRandomValues_AreSummedExactly()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var (left, right) = (Values(new Random(seed)), Values(new Random(seed + 1_000_000)));
            var (sum, exact) = (default(ExactSum), Rational.Of(0));
            foreach (var (a, b) in left.Zip(right))
            {
                sum.AddProduct(a, b);
                exact += Rational.Of(a) * Rational.Of(b);
            }

            sum.ToDouble().ShouldBe(exact.ToDouble(), $"seed {seed}");
            Scaled(sum).Equals(exact.Round()).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Product_OfSums_IsExact()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var (left, right) = (Values(new Random(seed)), Values(new Random(seed + 1_000_000)));
            var product = default(ExactSum);
            product.AddProduct(Of(left), Of(right).Negate());
            var exact = Rational.Of(0) - (Exactly(left) * Exactly(right));
            Scaled(product).Equals(exact.Round()).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Scale_ThereAndBack_LeavesTheSameBytes()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var sum = Of(Values(random));
            var before = Bytes(sum);
            var power = random.Next(-300, 300);
            sum.Scale(power);
            sum.Scale(-power);
            Bytes(sum).ShouldBe(before, $"seed {seed}");
        }
    }

    [Fact]
    public void WholeNumbers_OfAnySize_AreExact()
    {
        var random = new Random(5);
        for (var i = 0; i < 1_000; i++)
        {
            var value = new Int128((ulong)random.NextInt64(), (ulong)random.NextInt64());
            value >>= random.Next(0, 127);
            if (random.Next(2) == 0) value = -value;
            Scaled(ExactSum.Of(value)).Equals(Rational.Of((System.Numerics.BigInteger)value).Round()).ShouldBeTrue($"{value}");
        }
    }

    [Fact]
    public void Sum_BeyondTheRangeOnItsWay_ComesBackExactly() => Of([double.MaxValue, double.MaxValue, 1, -double.MaxValue, -double.MaxValue]).ToDouble().ShouldBe(1);

    [Fact]
    public void Sum_BeyondTheRange_IsInfinite() => Of([double.MaxValue, double.MaxValue]).ToDouble().ShouldBe(double.PositiveInfinity);

    [Fact]
    public void Sum_HalfWayBetweenDoubles_GoesToTheEvenOneUnlessSomethingIsLeft()
    {
        Of([1, Math.ScaleB(1, -53)]).ToDouble().ShouldBe(1);
        Of([1, Math.ScaleB(1, -53), double.Epsilon]).ToDouble().ShouldBe(double.BitIncrement(1));
    }

    [Fact]
    public void Sum_WithAnInfinityThatLeaves_IsFiniteAgain()
    {
        var sum = Of([1, double.PositiveInfinity, double.NaN, 2]);
        sum.IsFinite.ShouldBeFalse();
        sum.Remove(double.NaN);
        sum.Remove(double.PositiveInfinity);
        sum.IsFinite.ShouldBeTrue();
        sum.ToDouble().ShouldBe(3);
    }

    private static double[] Values(Random random)
    {
        var span = new[] { 3, 30, 300 }[random.Next(3)];
        return [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(12) switch
        {
            0 => random.Next(-3, 4) * double.Epsilon,
            1 => random.Next(2) == 0 ? double.MaxValue : -double.MaxValue,
            2 => -0.0,
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-span, span)),
        })];
    }

    private static ExactSum Of(double[] values)
    {
        var sum = default(ExactSum);
        foreach (var value in values) sum.Add(value);
        return sum;
    }

    private static Rational Exactly(double[] values) => values.Aggregate(Rational.Of(0), (sum, value) => sum + Rational.Of(value));

    private static Rational Scaled(ExactSum sum)
    {
        var mantissa = sum.Normalize(out var exponent);
        return Rational.Of(mantissa) * Rational.PowerOfTwo(exponent);
    }

    private static byte[] Bytes(ExactSum sum)
    {
        var bytes = new List<byte>();
        sum.Write(bytes);
        return [.. bytes];
    }
}
