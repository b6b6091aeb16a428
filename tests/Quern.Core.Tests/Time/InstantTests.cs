using Quern.Time;

namespace Quern.Tests.Time;

public sealed class InstantTests
{
    [Theory]
    [InlineData("2001-03-01T00:00:00Z", 983_404_800_000_000)]
    [InlineData("2001-03-01", 983_404_800_000_000)]
    [InlineData("2001-03-01T01:00:00+01:00", 983_404_800_000_000)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("1970-01-01T00:00:00.0000019Z", 1)]
    public void TryParse_OfATime_ConvertsZonesAndFloorsBelowAMicrosecond(string text, long microseconds)
    {
        Instant.TryParse(text, out var instant).ShouldBeTrue();
        instant.Microseconds.ShouldBe(microseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2001-13-01")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Instant.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1_000, "1970-01-01T00:00:00.001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(long.MaxValue, "9223372036854775807us")]
    public void ToString_HasAsManyDigitsAsAreNeeded(long microseconds, string text) => new Instant(microseconds).ToString().ShouldBe(text);

    [Fact]
    public void UsableInstants_WrittenAndRead_AreTheSame()
    {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++)
        {
            var instant = new Instant(random.NextInt64(Instant.Min.Microseconds, Instant.Max.Microseconds + 1));
            Instant.TryParse(instant.ToString(), out var read).ShouldBeTrue($"{instant}");
            read.ShouldBe(instant);
        }
    }

    [Theory]
    [InlineData(-1, 10, -10)]
    [InlineData(-10, 10, -10)]
    [InlineData(9, 10, 0)]
    [InlineData(10, 10, 10)]
    public void Floor_IsTheMultipleThatIsNotLater(long microseconds, long step, long floor) =>
        new Instant(microseconds).Floor(new(step)).ShouldBe(new Instant(floor));
}
