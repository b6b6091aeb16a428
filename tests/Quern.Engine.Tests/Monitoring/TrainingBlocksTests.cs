using Quern.Engine.Monitoring;
using Quern.Time;

namespace Quern.Engine.Tests.Monitoring;

/// <summary>Into which blocks of time the rows of a training set are cut.</summary>
public sealed class TrainingBlocksTests
{
    private const long Hour = 3600 * Instant.PerSecond;

    [Theory]
    [InlineData(60, 100, "1d", 60)]
    [InlineData(60, 10, "7d", 9)]
    [InlineData(600, 100, "7d", 86)]
    [InlineData(5, 2000, "6h", 20)]
    [InlineData(1, 5000, "1h", 24)]
    [InlineData(3, 20, "7d", 1)]
    public void Blocks_AreDays_UnlessThereAreTooFewOrTooMany(int days, int rowsADay, string width, int blocks)
    {
        var times = Times(days, rowsADay);
        var found = TrainingBlocks.Of(times);
        // Sundays and the first of 1970 begin no week alike: one more or less.
        (found.Width.ToString(), Math.Abs(found.Starts.Count - blocks) <= 1).ShouldBe((width, true), $"{found.Starts.Count} of {found.Width}");
        for (var row = 0; row < times.Length; row++)
        {
            var start = found.Starts[found.BlockOf[row]];
            (new Instant(times[row]) >= start && new Instant(times[row]) < start + found.Width).ShouldBeTrue();
        }
    }

    [Fact]
    public void Blocks_OfNoRows_OneInstant_AndAllOfTime_AreThere()
    {
        TrainingBlocks.Of([]).Starts.ShouldBeEmpty();
        TrainingBlocks.Of([.. Enumerable.Repeat(5L, 1000)]).Starts.Count.ShouldBe(1);
        TrainingBlocks.Of([Instant.Min.Microseconds, 0, Instant.Max.Microseconds]).Starts.Count.ShouldBe(3);
    }

    private static long[] Times(int days, int rowsADay)
    {
        var random = new Random(days);
        return [.. Enumerable.Range(0, days * rowsADay).Select(row => (365 * 24 * Hour) + ((row / rowsADay) * 24 * Hour) + (long)(random.NextDouble() * 24 * Hour))];
    }
}
