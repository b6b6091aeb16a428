using Quern.Time;

namespace Quern.Testing.Tests;

public sealed class FakeClockTests
{
    [Fact]
    public void Now_StandsStill_UntilMoved()
    {
        var clock = new FakeClock("2024-05-01T12:00:00Z");
        clock.Now.ToString().ShouldBe("2024-05-01T12:00:00Z");
        clock.Advance(new Duration(1_500_000));
        clock.Now.ToString().ShouldBe("2024-05-01T12:00:01.500Z");
        clock.Now = default;
        clock.Now.ShouldBe(default);
    }

    [Fact]
    public void Text_ThatIsNoInstant_IsRefused() => Should.Throw<FormatException>(() => new FakeClock("noon")).Message.ShouldContain("'noon' is not an instant");
}
