using System.Globalization;
using Quern.Server.Clocks;
using Quern.Time;

namespace Quern.Server.Tests.Streams;

public sealed class StreamVersionsTests
{
    [Fact]
    public async Task ViewThatAppears_WhilePushesGoOn_SeesAllEvents()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var stop = new CancellationTokenSource();
        var pushing = PushUntilAsync(server, stop.Token);
        await server.ApplyAsync(ShopFeatures.Second);
        var seen = await server.ValuesAsync("shops", """{"shop":["north"]}""", "sales_lifetime");
        await stop.CancelAsync();
        var sales = await pushing;
        (await server.ValuesAsync("shops", """{"shop":["north"]}""", "sales_lifetime")).ShouldBe($"[{sales}]");
        (await server.ValuesAsync("checkout", """{"customer":["ann"]}""", "count_lifetime")).ShouldBe($"[{sales}]");
        int.Parse(seen.Trim('[', ']'), CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(sales);
    }

    [Fact]
    public async Task Restart_FindsWhatWasTaken_TwiceOver()
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await server.PushAsync(Sale(1))).Status.ShouldBe(200);
        var folder = await server.StopAsync();
        server = await StreamServer.StartAsync(ShopFeatures.First, folder: folder);
        (await server.PushAsync(Sale(2))).Status.ShouldBe(200);
        folder = await server.StopAsync();
        await using var last = await StreamServer.StartAsync(ShopFeatures.Second, folder: folder);
        (await last.CheckoutAsync("ann")).ShouldBe("""[null] [0] [3.0] [2] ["north"] [2.0]""");
        (await last.ValuesAsync("shops", """{"shop":["north"]}""", "takings_lifetime")).ShouldBe("[3.0]");
    }

    [Fact]
    public async Task EventClock_FollowsTheEvents_AndAfterARestartGoesOnWhereItWas()
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First, ClockChoice.Parse("event"));
        (await server.PushAsync($"[{Sale(1)},{Sale(61)},{Sale(31)}]")).Body!["accepted"]!.ToString().ShouldBe("3");
        // Now is the last of them, which a window excludes; the first lies an hour before it.
        (await server.CheckoutAsync("ann")).ShouldBe("""[32.0] [2] [32.0] [2] ["north"] [61.0]""");
        (await server.Client.GetStringAsync("/v1/clock", TestContext.Current.CancellationToken)).ShouldBe("""{"now":"2024-05-01T10:01:00Z","mode":"event"}""");
        var folder = await server.StopAsync();
        await using var again = await StreamServer.StartAsync(ShopFeatures.First, ClockChoice.Parse("event"), folder: folder);
        (await again.CheckoutAsync("ann")).ShouldBe("""[32.0] [2] [32.0] [2] ["north"] [61.0]""");
    }

    [Fact]
    public void EventClock_NeverGoesBack()
    {
        var clock = ClockChoice.Parse("event:2024-05-01").ShouldBeOfType<EventClock>();
        clock.Advance(new Instant(0));
        clock.Now.ToString().ShouldBe("2024-05-01T00:00:00Z");
        clock.Advance(StreamServer.Noon);
        clock.Now.ShouldBe(StreamServer.Noon);
        ClockChoice.ModeOf(clock).ShouldBe("event");
        ClockChoice.Parse("event").Now.ShouldBe(Instant.Min);
    }

    private static string Sale(int minute) => $$"""{"at":"2024-05-01T{{9 + (minute / 60):00}}:{{minute % 60:00}}:00Z","customer":"ann","amount":{{minute}},"shop":"north"}""";

    private static async Task<int> PushUntilAsync(StreamServer server, CancellationToken stop)
    {
        var pushed = 0;
        for (; !stop.IsCancellationRequested; pushed++)
            (await server.PushAsync(Sale(pushed % 60))).Status.ShouldBe(200);
        return pushed;
    }
}
