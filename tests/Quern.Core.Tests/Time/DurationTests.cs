using Quern.Time;

namespace Quern.Tests.Time;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90_000_000)]
    [InlineData("15m", 900_000_000)]
    [InlineData("1h", 3_600_000_000)]
    [InlineData("7d", 604_800_000_000)]
    [InlineData("100000d", 8_640_000_000_000_000)]
    public void TryParse_OfANumberAndAUnit_IsTheLength(string text, long microseconds)
    {
        Duration.TryParse(text, out var duration).ShouldBeTrue();
        duration.Microseconds.ShouldBe(microseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("1w")]
    [InlineData("1 d")]
    [InlineData("100001d")]
    [InlineData("99999999999s")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(604_800_000_000, "7d")]
    [InlineData(90_000_000, "90s")]
    [InlineData(1_500, "1500us")]
    [InlineData(0, "0us")]
    [InlineData(-3_600_000_000, "-1h")]
    public void ToString_TakesTheLargestUnitThatDivides(long microseconds, string text) => new Duration(microseconds).ToString().ShouldBe(text);
}
