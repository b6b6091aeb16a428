using Quern.Time;

namespace Quern.Tests.Time;

public sealed class WindowTests
{
    private const long Day = 86_400_000_000;

    [Theory]
    [InlineData("7d", "7d")]
    [InlineData("lifetime", "lifetime")]
    [InlineData("7d offset 1d", "7d_offset_1d")]
    [InlineData("lifetime offset 1d", "lifetime_offset_1d")]
    public void TryParse_OfAWindow_NamesIt(string text, string name)
    {
        Window.TryParse(text, out var window).ShouldBeTrue();
        window!.Name.ShouldBe(name);
        window.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7d offset")]
    [InlineData("7d offset lifetime")]
    [InlineData("offset 1d")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Window.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void At_CoversTheLengthBeforeTheInstant_HeadExcluded()
    {
        var covered = Of("1d").At(new(5 * Day));
        covered.ShouldBe(new Interval(new(4 * Day), new(5 * Day)));
        covered.Contains(new(5 * Day)).ShouldBeFalse();
        covered.Contains(new(4 * Day)).ShouldBeTrue();
    }

    [Fact]
    public void At_WithAHop_RoundsTheTailDownAndLeavesTheHead() =>
        Of("1d").At(new((5 * Day) + 7), new(Day)).ShouldBe(new Interval(new(4 * Day), new((5 * Day) + 7)));

    [Fact]
    public void At_WithAHopThatDoesNotDivideTheWindow_CoversTheWholeHopOfTheTail() =>
        Of("36h").At(new((5 * Day) + 7), new(Day)).ShouldBe(new Interval(new(3 * Day), new((5 * Day) + 7)));

    [Fact]
    public void At_WithAnOffset_EndsInThePast()
    {
        Of("7d offset 2d").At(new(20 * Day)).ShouldBe(new Interval(new(11 * Day), new(18 * Day)));
        Of("7d offset 2d").Reach.ShouldBe(new Duration(9 * Day));
    }

    [Fact]
    public void At_OfALifetime_HasNoTail()
    {
        Of("lifetime").At(new(Day)).ShouldBe(new Interval(new(long.MinValue), new(Day)));
        Of("lifetime").Reach.ShouldBeNull();
    }

    private static Window Of(string text) => Window.TryParse(text, out var window) ? window! : throw new ArgumentException(text);
}
