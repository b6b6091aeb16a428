using System.Numerics;
using Quern.Aggregation.Exact;

namespace Quern.Tests.Aggregation;

public sealed class Exp2Tests
{
    [Fact]
    public void Exp2_AtItsEnds_IsExact()
    {
        Exp2.OfUnit(0).ShouldBe(1);
        Exp2.OfUnit(-1).ShouldBe(0.5);
    }

    [Fact]
    public void Exp2_InBetween_IsWithinTwoUnitsInTheLastPlace()
    {
        // 2^(-i/64) from repeated square roots in fixed point of 200 digits.
        var one = BigInteger.One << 200;
        var root = one * 2;
        for (var i = 0; i < 6; i++) root = SquareRoot(root << 200);
        var power = one;
        for (var i = 0; i <= 64; i++)
        {
            var expected = 1 / ((double)(power >> 100) / (double)(one >> 100));
            Exp2.OfUnit(-i / 64.0).ShouldBe(expected, 2.5e-16 * expected * 2, $"2^(-{i}/64)");
            power = (power * root) >> 200;
        }
    }

    [Fact]
    public void Exp2_FromPointToPoint_NeverFalls()
    {
        for (var i = -100_000; i < 0; i++) Exp2.OfUnit(i / 100_000.0).ShouldBeLessThan(Exp2.OfUnit((i + 1) / 100_000.0));
    }

    private static BigInteger SquareRoot(BigInteger value)
    {
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
