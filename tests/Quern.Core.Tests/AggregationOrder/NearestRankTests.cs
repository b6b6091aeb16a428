using System.Numerics;
using Quern.Aggregation.Ordering;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class NearestRankTests
{
    [Fact]
    public void Of_anyShareAndCount_isTheCeilingOfTheirExactProduct()
    {
        var random = new Random(5);
        for (var round = 0; round < 50_000; round++)
        {
            var digits = random.Next(29);
            var scale = BigInteger.Pow(10, digits);
            var share = random.Next(4) == 0 ? scale : BigInteger.Max(1, scale * random.NextInt64(long.MaxValue) / long.MaxValue);
            var count = random.NextInt64(1, 1L << random.Next(1, 34));
            var expected = ((share * count) + scale - 1) / scale;
            new NearestRank((decimal)share / (decimal)scale).Of(count).ShouldBe((long)expected, $"{share} / {scale} of {count}");
        }
    }
}
