using System.Numerics;
using Quern.Aggregation.Trend;

namespace Quern.Tests.Aggregation;

public sealed class TimeSumsTests
{
    [Fact]
    public void Spread_OfTimesOfAnySize_IsTheExactOneRounded()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var times = Times(random);
            var sums = default(TimeSums);
            foreach (var time in times) sums.Add(time);
            sums.Spread().ShouldBe(Spread(times), $"seed {seed}");
            random.Shuffle(times);
            foreach (var time in times[1..]) sums.Remove(time);
            sums.Add(times[0] / 2);
            sums.Spread().ShouldBe(Spread([times[0], times[0] / 2]), $"seed {seed}");
        }
    }

    [Fact]
    public void Sums_MergedFromParts_HaveTheSameBytes()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var times = Times(random);
            var (whole, left, right) = (default(TimeSums), default(TimeSums), default(TimeSums));
            foreach (var time in times)
            {
                whole.Add(time);
                if (random.Next(2) == 0) left.Add(time);
                else right.Add(time);
            }

            left.Merge(right);
            Bytes(left).ShouldBe(Bytes(whole), $"seed {seed}");
        }
    }

    private static long[] Times(Random random)
    {
        var bits = random.Next(1, 64);
        var centre = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(0, 64);
        var wide = random.Next(2) == 0;
        return [.. Enumerable.Range(0, random.Next(2, 60)).Select(_ => wide
            ? random.NextInt64(long.MinValue, long.MaxValue) >> (64 - bits)
            : Math.Clamp(centre, -(1L << 62), 1L << 62) + random.Next(0, 1_000))];
    }

    private static double Spread(long[] times)
    {
        var sum = times.Aggregate(BigInteger.Zero, (total, time) => total + time);
        var squares = times.Aggregate(BigInteger.Zero, (total, time) => total + ((BigInteger)time * time));
        return Rational.Of((times.Length * squares) - (sum * sum)).ToDouble();
    }

    private static byte[] Bytes(TimeSums sums)
    {
        var bytes = new List<byte>();
        sums.Write(bytes);
        return [.. bytes];
    }
}
