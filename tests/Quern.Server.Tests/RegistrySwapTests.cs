using System.Diagnostics;
using System.Globalization;

namespace Quern.Server.Tests;

public sealed class RegistrySwapTests
{
    private const string Ask = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    [Fact]
    public async Task NewVersions_UnderLoad_DropNoRequest_AndAreCleanedUp()
    {
        await using var server = await RunningServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => CallAsync(server, stop.Token)).ToArray();
        for (var version = 2; version <= 40; version++)
        {
            server.Registry.Head = version.ToString(CultureInfo.InvariantCulture);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        var answered = (await Task.WhenAll(callers)).Sum();
        answered.ShouldBeGreaterThan(100);
        await EventuallyAsync(async () => (await server.VectorsAsync(Ask)).Values("count_1h") == "[40]");
        // The last version and what its callers opened, who may come again before what they used is back; nothing of the thirty-nine before, once those who used them have let go.
        await EventuallyAsync(() => Task.FromResult(server.Registry.Open <= 1 + (2 * 5)));
    }

    [Fact]
    public async Task RequestUnderWay_FinishesOnItsVersion()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.OnRead = _ =>
        {
            entered.Set();
            go.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        });
        var underWay = server.VectorsAsync(Ask);
        entered.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).ShouldBeTrue();
        server.Registry.Head = "2";
        await EventuallyAsync(async () => (string)(await server.GetAsync("/v1/registry")).Body!["version"]! == "2");
        go.Set();
        (await underWay).Values("count_1h").ShouldBe("[1]");
        (await server.VectorsAsync(Ask)).Values("count_1h").ShouldBe("[2]");
    }

    [Fact]
    public async Task VersionThatCannotBeLoaded_LeavesTheOldOne_AndIsToldOnce()
    {
        await using var server = await RunningServer.StartAsync();
        server.Registry.LoadFinding = new("QRN3999", "it is broken");
        server.Registry.Head = "2";
        await EventuallyAsync(() => Task.FromResult(server.Log.ToString().Contains("it is broken", StringComparison.Ordinal)));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        server.Log.ToString().Split("it is broken").Length.ShouldBe(2);
        (await server.VectorsAsync(Ask)).Values("count_1h").ShouldBe("[1]");
    }

    [Fact]
    public async Task RegistryThatIsAway_IsToldOnce_AndItsNextVersionIsTaken_WhenItIsBack()
    {
        await using var server = await RunningServer.StartAsync();
        server.Registry.HeadFinding = new("QRN6501", "the registry is away");
        await EventuallyAsync(() => Task.FromResult(server.Log.ToString().Contains("the registry is away", StringComparison.Ordinal)));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        server.Log.ToString().Split("the registry is away").Length.ShouldBe(2);
        (await server.VectorsAsync(Ask)).Values("count_1h").ShouldBe("[1]");

        // It answers who is newest, and goes before it has given that one.
        server.Registry.LoadFinding = new("QRN6501", "the registry is away again");
        (server.Registry.Head, server.Registry.HeadFinding) = ("2", null);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        (await server.VectorsAsync(Ask)).Values("count_1h").ShouldBe("[1]");
        server.Registry.LoadFinding = null;
        await EventuallyAsync(async () => (await server.VectorsAsync(Ask)).Values("count_1h") == "[2]");
        server.Log.ToString().ShouldContain("the registry answers again");
    }

    [Fact]
    public async Task EmptyRegistry_IsNotReady_UntilSomethingIsApplied()
    {
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.Head = null);
        (await server.GetAsync("/health")).Status.ShouldBe(503);
        (await server.PostAsync(Ask)).Status.ShouldBe(503);
        server.Registry.Head = "1";
        await EventuallyAsync(async () => (await server.GetAsync("/health")).Status == 200);
        (await server.VectorsAsync(Ask)).Values("count_1h").ShouldBe("[1]");
    }

    [Fact]
    public async Task Stop_LetsRequestsUnderWayFinish()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var server = await RunningServer.StartAsync(prepare: registry => registry.OnRead = _ =>
        {
            entered.Set();
            go.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        });
        var underWay = server.VectorsAsync(Ask);
        entered.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).ShouldBeTrue();
        var stopping = server.StopAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        stopping.IsCompleted.ShouldBeFalse();
        go.Set();
        (await underWay).Values("count_1h").ShouldBe("[1]");
        await stopping;
        server.Registry.Open.ShouldBe(0);
        server.Log.ToString().ShouldContain("stopped");
    }

    private static async Task<int> CallAsync(RunningServer server, CancellationToken stop)
    {
        var answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
            (await server.PostAsync(answered % 2 == 0 ? Ask : """{"features":["departures:count_1h"],"entities":{"iata":["ORD"]}}""")).Status.ShouldBe(200);
        return answered;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
