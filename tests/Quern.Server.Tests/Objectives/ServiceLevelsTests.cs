using Quern.Engine.Objectives;
using Quern.Server.Clocks;
using Quern.Server.Objectives;
using Quern.Time;

namespace Quern.Server.Tests.Objectives;

public sealed class ServiceLevelsTests
{
    private const string Airports = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    [Fact]
    public async Task Reads_AreGood_WhenAnsweredInTime_AndCallersFaultsAreNoFailures()
    {
        var levels = Levels(
            new("in time", ObjectiveKind.Latency, "airports", 0.9, TimeSpan.FromHours(1)),
            new("at once", ObjectiveKind.Latency, "airports", 0.9, TimeSpan.FromTicks(1)),
            new("answered", ObjectiveKind.Errors, "airports", 0.9, default));
        await using (var server = await RunningServer.StartAsync(options => options with { Levels = levels }))
        {
            for (var i = 0; i < 3; i++) (await server.PostAsync(Airports)).Status.ShouldBe(200);
            (await server.Client.AskAsync("/v1/vectors?deadline_ms=60000", Airports)).Status.ShouldBe(200);
            (await server.PostAsync("""{"feature_service":"airports","entities":{"nope":[1]}}""")).Status.ShouldNotBe(200);
        }

        Counted(levels).ShouldBe([("in time", 4, 4), ("at once", 0, 4), ("answered", 4, 4)]);
    }

    [Fact]
    public async Task Reads_ThatThrowOrAreTurnedAway_AreFailures()
    {
        var levels = Levels(new Objective("answered", ObjectiveKind.Errors, "airports", 0.9, default));
        await using (var server = await RunningServer.StartAsync(
            options => options with { Levels = levels, ServiceLimits = new Dictionary<string, int> { ["airports"] = 1 } },
            registry => registry.OnRead = _ => throw new InvalidOperationException("broken")))
        {
            (await server.PostAsync(Airports)).Status.ShouldBe(500);
            (await server.Client.AskAsync("/v1/vectors?deadline_ms=60000", Airports)).Status.ShouldBe(500);
        }

        await using (var full = await RunningServer.StartAsync(options => options with { Levels = levels, WaitingLimit = -1 })) (await full.PostAsync(Airports)).Status.ShouldBe(503);
        Counted(levels).ShouldBe([("answered", 0, 3)]);
    }

    [Fact]
    public async Task Route_TellsHowTheyStand_AndWhatKeepsThemFromBeingKept()
    {
        var store = new MemoryMinutes();
        var levels = new ServiceLevels([new("same", ObjectiveKind.Skew, "airports", 0.99, default), new("fresh", ObjectiveKind.Freshness, "departures", 0.5, TimeSpan.FromHours(2))], store, TimeProvider.System);
        levels.AddAudited("airports", 90, 100);
        store.IsFull = true;
        levels.AddAudited("airports", 100, 100);
        levels.AddAudited("unknown", 0, 100);
        levels.Keep();
        await using var server = await RunningServer.StartAsync(options => options with { Levels = levels });
        var (status, body) = await server.GetAsync("/v1/objectives");
        status.ShouldBe(200);
        var same = body!["objectives"]![0]!;
        ((string)same["name"]!, (string)same["kind"]!, (long)same["good"]!, (long)same["all"]!, (string?)same["burning"]).ShouldBe(("same", "skew", 190, 200, null));
        ((double)same["budget_left"]!).ShouldBe(-4, 1e-9);
        ((double)body["objectives"]![1]!["within_seconds"]!).ShouldBe(7200);
        ((string)body["trouble"]!).ShouldContain("QRN6370");
    }

    [Fact]
    public async Task Views_AreAsOldAsTheServersClockSays()
    {
        Objective[] objectives = [new("young", ObjectiveKind.Freshness, "departures", 0.5, TimeSpan.FromHours(1)), new("old", ObjectiveKind.Freshness, "arrivals", 0.5, TimeSpan.FromMinutes(29))];
        var levels = new ServiceLevels(objectives, new MemoryMinutes(), TimeProvider.System) { Every = TimeSpan.FromMilliseconds(10) };
        // The fake registry's views are materialized up to 1970.
        await using var server = await RunningServer.StartAsync(options => options with { Levels = levels, Clock = new ManualClock(new Instant(1_800 * Instant.PerSecond)) });
        while (levels.Reports.Any(report => report.All == 0)) await Task.Delay(10, TestContext.Current.CancellationToken);
        Counted(levels).Select(one => (one.Item1, one.Good > 0)).ShouldBe([("young", true), ("old", false)]);
    }

    [Fact]
    public void Counts_AreKeptOnce_WhateverTheDiskDoesMeanwhile()
    {
        var store = new MemoryMinutes();
        Objective[] objectives = [new("same", ObjectiveKind.Skew, "airports", 0.9, default)];
        var levels = new ServiceLevels(objectives, store, TimeProvider.System);
        levels.AddAudited("airports", 9, 10);
        levels.Keep();
        store.IsFull = true;
        levels.AddAudited("airports", 1, 5);
        levels.Keep();
        levels.AddAudited("airports", 5, 5);
        levels.Keep();
        (levels.Trouble?.Code, Counted(levels).Single()).ShouldBe(("QRN6370", ("same", 15, 20)));
        store.IsFull = false;
        levels.Keep();
        levels.Keep();
        levels.Trouble.ShouldBeNull();
        Counted(new ServiceLevels(objectives, store, TimeProvider.System)).ShouldBe([("same", 15, 20)]);
    }

    [Fact]
    public async Task Counts_OutliveTheServer()
    {
        var store = new MemoryMinutes();
        Objective[] objectives = [new("answered", ObjectiveKind.Errors, "airports", 0.9, default)];
        await using (var server = await RunningServer.StartAsync(options => options with { Levels = new ServiceLevels(objectives, store, TimeProvider.System) })) (await server.PostAsync(Airports)).Status.ShouldBe(200);
        Counted(new ServiceLevels(objectives, store, TimeProvider.System)).ShouldBe([("answered", 1, 1)]);
    }

    [Fact]
    public void Reads_ThatAreCountedWhileCountsAreTaken_AreCountedOnceAndWhole()
    {
        Objective latency = new("x", ObjectiveKind.Latency, "airports", 0.9, TimeSpan.FromSeconds(1));
        var (tally, errors) = (new ReadTally([latency.Within]), new Objective("y", ObjectiveKind.Errors, "airports", 0.9, default));
        const int Each = 200_000;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
                if (i % 4 == 0) tally.AddFailed();
                else tally.Add(TimeSpan.FromSeconds(i % 4 == 1 ? 2 : 1));
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        var (fast, answered) = ((Good: 0L, All: 0L), (Good: 0L, All: 0L));
        bool isOver;
        do
        {
            isOver = threads.All(thread => !thread.IsAlive);
            var (some, more) = (tally.Take(latency), tally.Take(errors));
            (fast, answered) = ((fast.Good + some.Good, fast.All + some.All), (answered.Good + more.Good, answered.All + more.All));
        }
        while (!isOver);
        fast.ShouldBe((Each, 2 * Each * 3 / 4));
        answered.ShouldBe((2 * Each * 3 / 4, 2 * Each));
    }

    [Fact]
    public async Task ObjectiveOfNothing_IsTold()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Levels = Levels(new("x", ObjectiveKind.Errors, "airprots", 0.9, default), new("y", ObjectiveKind.Freshness, "none", 0.9, TimeSpan.FromHours(1)), new("z", ObjectiveKind.Ingestion, "nothing", 0.9, TimeSpan.FromHours(1))) });
        var log = server.Log.ToString();
        log.ShouldContain("QRN5196");
        log.ShouldContain("service 'airprots'");
        log.ShouldContain("view 'none'");
        log.ShouldContain("stream 'nothing'");
    }

    private static ServiceLevels Levels(params Objective[] objectives) => new(objectives, new MemoryMinutes(), TimeProvider.System);

    private static (string, long Good, long All)[] Counted(ServiceLevels levels) => [.. levels.Reports.Select(report => (report.Objective.Name, report.Good, report.All))];
}
