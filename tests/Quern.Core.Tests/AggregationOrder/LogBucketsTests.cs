using Quern.Aggregation.Sketches;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class LogBucketsTests
{
    private const double Factor = 1.0200016094211991;

    [Fact]
    public void Of_anyReal_isTheBucketBetweenWhoseBoundsItLies()
    {
        var bounds = Enumerable.Range(0, 34).Aggregate(new List<double> { 1 }, (made, _) => [.. made, made[^1] * Factor]);
        double[] near = [.. bounds.Append(2).SelectMany(bound => new[] { Math.BitDecrement(bound), bound, Math.BitIncrement(bound) })];
        var random = new Random(3);
        var any = Enumerable.Range(0, 200_000).Select(_ => Math.Abs(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))).Where(double.IsFinite);
        var aroundBounds = Enumerable.Range(-1074, 2098).SelectMany(exponent => near.Select(value => Math.ScaleB(value, exponent))).Where(value => value > 0 && double.IsFinite(value));
        foreach (var value in any.Concat(aroundBounds))
        {
            var exponent = Math.ILogB(value);
            var significand = Math.ScaleB(value, -exponent);
            var bucket = 1 + ((exponent + 1074) * 35) + bounds.FindLastIndex(bound => bound <= significand);
            if (LogBuckets.Of(value) != bucket) Assert.Fail($"{value:R} is in {LogBuckets.Of(value)}, not in {bucket}");
        }
    }

    [Fact]
    public void Of_neighbouringReals_neverFalls()
    {
        var random = new Random(1);
        for (var round = 0; round < 200_000; round++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsNaN(value)) continue;
            LogBuckets.Of(Math.BitIncrement(value)).ShouldBeGreaterThanOrEqualTo(LogBuckets.Of(value));
            LogBuckets.Of(-value).ShouldBe(-LogBuckets.Of(value));
        }
    }

    [Fact]
    public void Of_aroundPowersOfTwo_movesOnExactlyAtThem()
    {
        for (var exponent = -1_021; exponent < 1_024; exponent++)
        {
            var power = Math.ScaleB(1, exponent);
            LogBuckets.Of(Math.BitDecrement(power)).ShouldBe(LogBuckets.Of(power) - 1);
        }
    }

    [Fact]
    public void Representative_ofAnyNormalReal_isWithinOnePercentAndInItsBucket()
    {
        var random = new Random(2);
        for (var round = 0; round < 200_000; round++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsNormal(value)) continue;
            var representative = LogBuckets.Representative(LogBuckets.Of(value));
            Math.Abs((representative / value) - 1).ShouldBeLessThan(0.00991);
            LogBuckets.Of(representative).ShouldBe(LogBuckets.Of(value));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    [InlineData(double.Epsilon)]
    public void Representative_ofAValueAlone_isTheValue(double value) => LogBuckets.Representative(LogBuckets.Of(value)).ShouldBe(value);

    [Theory]
    [InlineData(ValueKind.Int64, long.MaxValue, long.MaxValue)]
    [InlineData(ValueKind.Int64, long.MinValue, long.MinValue)]
    [InlineData(ValueKind.Int64, 38, 38)]
    [InlineData(ValueKind.Int64, -1, -1)]
    public void Representative_ofWholeNumbers_isWholeAndInRange(ValueKind kind, long value, long expected) =>
        LogBuckets.Representative(kind, LogBuckets.Of(kind, value)).ShouldBe(expected);
}
