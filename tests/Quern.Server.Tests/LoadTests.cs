using Quern.Server.Serving;

namespace Quern.Server.Tests;

/// <summary>What a server does with more reads than it can answer in time.</summary>
public sealed class LoadTests
{
    private const string LateFlight = """{"feature_service":"late_flight","entities":{"iata":["ORD"],"limit":[1]}}""";
    private const string Airports = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "QRN5147")]
    public void Gate_IsShut_WhileTooMuchWaits(long waiting, string? code)
    {
        using var gate = new LoadGate(most: 10, () => waiting, levels: null);
        (gate.Refusal()?.Code).ShouldBe(code);
        gate.TurnedAway.ShouldBe(code is null ? 0 : 1);
    }

    [Theory]
    [InlineData("/get-online-features")]
    [InlineData("/v1/vectors")]
    public async Task Server_WithTooMuchToDo_TurnsReadsAway_AndSaysWhenToComeAgain(string path)
    {
        await using var server = await RunningServer.StartAsync(options => options with { WaitingLimit = -1 });
        using var response = await server.Client.PostAsync(path, new StringContent(Airports), TestContext.Current.CancellationToken);
        ((int)response.StatusCode, response.Headers.RetryAfter!.Delta).ShouldBe((503, TimeSpan.FromSeconds(1)));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("QRN5147");
        (await server.GetAsync("/health")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Service_AtItsLimit_IsTurnedAway_AndOthersAreNot()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var blocks = 1;
        await using var server = await RunningServer.StartAsync(
            options => options with { ServiceLimits = new Dictionary<string, int> { ["late_flight"] = 1 } },
            registry => registry.OnRead = _ =>
            {
                if (Interlocked.Exchange(ref blocks, 0) == 0) return;
                begun.Set();
                release.Wait(TestContext.Current.CancellationToken);
            });
        var first = server.PostAsync(LateFlight);
        begun.Wait(TestContext.Current.CancellationToken);
        var (status, body) = await server.PostAsync(LateFlight);
        (status, body.Contains("QRN5148", StringComparison.Ordinal)).ShouldBe((503, true), body);
        (await server.PostAsync(Airports)).Status.ShouldBe(200);
        release.Set();
        (await first).Status.ShouldBe(200);
        (await server.PostAsync(LateFlight)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Limit_OfAServiceThatIsNotThere_IsTold()
    {
        await using var server = await RunningServer.StartAsync(options => options with { ServiceLimits = new Dictionary<string, int> { ["late_fligth"] = 1 } });
        server.Log.ToString().ShouldContain("QRN5149");
        server.Log.ToString().ShouldContain("'late_fligth' has a limit");
    }
}
