using Quern.Server.Clocks;
using Quern.Time;

namespace Quern.Server.Tests;

public sealed class ClockTests
{
    private const string Ask = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    [Fact]
    public async Task FixedClock_IsTheInstantOfEveryRead_AndCannotBeSet()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Clock = ClockChoice.Parse("2001-03-01T00:00:00Z") });
        (await server.VectorsAsync(Ask)).EventTimes("count_1h").ShouldBe("""["2001-03-01T00:00:00Z"]""");
        (await server.GetAsync("/v1/clock")).Body!.ToJsonString().ShouldBe("""{"now":"2001-03-01T00:00:00Z","mode":"fixed"}""");
        var (status, body) = await server.PutAsync("/v1/clock", """{"now":"2002-01-01T00:00:00Z"}""");
        (status, (string)body!["code"]!).ShouldBe((409, "QRN5022"));
    }

    [Fact]
    public async Task ManualClock_GoesWhereItIsPut()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Clock = new ManualClock(new Instant(0)) });
        (await server.PutAsync("/v1/clock", """{"now":"2001-03-01T00:00:00.25Z"}""")).Body!.ToJsonString().ShouldBe("""{"now":"2001-03-01T00:00:00.250Z","mode":"manual"}""");
        (await server.VectorsAsync(Ask)).EventTimes("count_1h").ShouldBe("""["2001-03-01T00:00:00.250Z"]""");
        (await server.PutAsync("/v1/clock", """{"now":"1969-12-31T00:00:00Z"}""")).Status.ShouldBe(200);
        (await server.VectorsAsync(Ask)).EventTimes("count_1h").ShouldBe("""["1969-12-31T00:00:00Z"]""");
    }

    [Theory]
    [InlineData("""{"now":"noon"}""")]
    [InlineData("""{"now":7}""")]
    [InlineData("""{}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task ManualClock_PutSomewhereElse_Is422(string body)
    {
        await using var server = await RunningServer.StartAsync(options => options with { Clock = new ManualClock(new Instant(0)) });
        var (status, answer) = await server.PutAsync("/v1/clock", body);
        (status, (string)answer!["code"]!).ShouldBe((422, "QRN5024"));
        (await server.GetAsync("/v1/clock")).Body!["now"]!.ToString().ShouldBe("1970-01-01T00:00:00Z");
    }

    [Fact]
    public async Task ManualClock_FromAnotherMachine_IsRefused()
    {
        var own = System.Net.Dns.GetHostAddresses(System.Net.Dns.GetHostName())
            .FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !System.Net.IPAddress.IsLoopback(address));
        if (own is null) Assert.Skip("This machine has no address but loopback.");
        await using var server = await RunningServer.StartAsync(options => options with { Url = $"http://{own}:0", Clock = new ManualClock(new Instant(0)) });
        (await server.PutAsync("/v1/clock", """{"now":"2001-03-01T00:00:00Z"}""")).Status.ShouldBe(403);
    }

    [Fact]
    public void WallClock_IsItsTimeProviders()
    {
        var clock = new WallClock(new StoppedTime());
        clock.Now.ToString().ShouldBe("2020-02-29T12:00:00Z");
    }

    [Fact]
    public void Choice_OfNoClock_SaysWhatThereIs() =>
        Should.Throw<QuernException>(() => ClockChoice.Parse("lunch")).Findings.Single().Hint.ShouldBe("Use wall, an instant such as 2001-03-01T00:00:00Z, manual or event, the last two with a start if need be: manual:INSTANT.");

    [Theory]
    [InlineData("wall", "wall")]
    [InlineData("manual", "manual")]
    [InlineData("2001-03-01", "fixed")]
    public void Choice_HasItsMode(string text, string mode) => ClockChoice.ModeOf(ClockChoice.Parse(text)).ShouldBe(mode);

    [Fact]
    public void Choice_OfAManualClockWithAStart_StartsThere()
    {
        var clock = ClockChoice.Parse("manual:2001-03-01T00:00:00Z").ShouldBeOfType<ManualClock>();
        clock.Now.ToString().ShouldBe("2001-03-01T00:00:00Z");
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 2, 29, 12, 0, 0, TimeSpan.Zero);
    }
}
