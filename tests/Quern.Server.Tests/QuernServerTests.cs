namespace Quern.Server.Tests;

public sealed class QuernServerTests
{
    [Fact]
    public async Task Start_OnATakenPort_SaysSo()
    {
        await using var first = await RunningServer.StartAsync();
        var error = await Should.ThrowAsync<QuernException>(() => RunningServer.StartAsync(options => options with { Url = first.Url }));
        (error.Findings.Single().Code, error.Findings.Single().Message).ShouldBe(("QRN5026", $"The server cannot listen on '{first.Url}'."));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    public async Task Start_OnNoUrl_SaysSo(string url) =>
        (await Should.ThrowAsync<QuernException>(() => RunningServer.StartAsync(options => options with { Url = url }))).Findings.Single().Code.ShouldBe("QRN5026");

    [Fact]
    public async Task Start_WithAVersionThatCannotBeLoaded_Fails() =>
        (await Should.ThrowAsync<QuernException>(() => RunningServer.StartAsync(prepare: registry => registry.LoadFinding = new("QRN3999", "it is broken"))))
            .Findings.Single().Code.ShouldBe("QRN3999");

    [Fact]
    public async Task Log_HasALineForEachEvent_AndNoneForARequest()
    {
        var server = await RunningServer.StartAsync(options => options with { Clock = Clocks.ClockChoice.Parse("2001-03-01") });
        await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
        var url = server.Url;
        await server.StopAsync();
        server.Log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)[2]).ShouldBe(
            [$"listening on {url}, clock fixed", "serving flights version 1: 2 services, 2 views", "stopped"]);
    }

    [Fact]
    public async Task Server_ThatIsDisposedAgain_StopsOnce()
    {
        var server = await RunningServer.StartAsync();
        await server.StopAsync();
        await server.DisposeAsync();
        server.Log.ToString().Split("stopped").Length.ShouldBe(2);
    }

    [Fact]
    public void Options_HaveTheirDefaults()
    {
        var options = new ServerOptions();
        (options.Url, options.RowLimit, options.ValueLimit, options.BodyLimit, options.FeatureLists, options.PollInterval, options.DrainTime, options.FeastStatus, Clocks.ClockChoice.ModeOf(options.Clock)).ShouldBe(
            ("http://127.0.0.1:6566", 10_000, 5_000_000, 16L << 20, 256, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), Protocol.Online.FeastStatus.Strict, "wall"));
    }
}
