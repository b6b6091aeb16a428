using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Workers;

namespace Quern.Connectors.Tests.Workers;

/// <summary>What a worker tells of itself to whoever listens.</summary>
[Collection(RedisTests.Name)]
public sealed class WorkerMeterTests(RedisServer server)
{
    [Fact]
    public void Worker_WhosePartIsTakenFromIt_CountsItsLoss_AndHasAllAgain()
    {
        var redis = server.NewSettings();
        using var project = new SharedProject(redis);
        var sales = FedProject.Sales(new Random(7), 200);
        project.Send(sales);
        var part = project.Settings.Shared.PartOf(SharedProject.KeyOf(sales[0].Customer));
        var worker = project.Work();
        project.WaitForEvents(sales.Length);
        var measured = new Measured(worker.Meter);
        Eventually.So(() => worker.IsReady && measured[$"quern.worker.part sales {part}"] == 1 && measured[$"quern.stream.lag sales {part}"] == 0, () => measured.ToString());
        measured["quern.worker.taken sales"].ShouldBe(SharedProject.Parts);
        measured["quern.worker.let_go sales fenced"].ShouldBe(0);

        // As when it stands still until its lease is over.
        server.Ask("DEL", $"{{{redis.Prefix}/sales/{part}}}:materializer");
        var more = FedProject.Sales(new Random(8), 200, sales.Length);
        project.Send(more);
        project.WaitForEvents(sales.Length + more.Length);
        Eventually.So(() => worker.IsReady && worker.Held.Count == SharedProject.Parts, () => string.Join(' ', project.Told));
        measured["quern.worker.let_go sales fenced"].ShouldBe(1, measured.ToString());
        measured["quern.worker.let_go sales failed"].ShouldBe(SharedProject.Parts - 1, measured.ToString());
        measured["quern.worker.taken sales"].ShouldBe(2 * SharedProject.Parts);
        measured["quern.worker.trouble sales"].ShouldBe(0);

        project.End(worker);
        worker.IsReady.ShouldBeFalse();
    }

    [Fact]
    public void Workers_OfWhichOneHasNothingToDo_AreReady_AndTellWhatTheyHad()
    {
        using var project = new SharedProject(server.NewSettings());
        var hosts = new List<WorkerHost> { project.Work() };
        Eventually.So(() => hosts[0].Held.Count == SharedProject.Parts, () => "the first has not all parts");
        for (var more = 0; more < SharedProject.Parts; more++) hosts.Add(project.Work());
        Eventually.So(() => hosts.Count(host => host.Held.Count == 1) == SharedProject.Parts && hosts.All(host => host.IsReady), () => string.Join("; ", hosts.Select(host => $"{host.IsReady} {string.Join(' ', host.Held)}")));
        var first = new Measured(hosts[0].Meter);
        Enumerable.Range(0, SharedProject.Parts).Sum(part => first[$"quern.worker.part sales {part}"]).ShouldBe(hosts[0].Held.Count);
        // What it has no more has no lag: whoever has it tells that.
        Enumerable.Range(0, SharedProject.Parts).Count(part => double.IsNaN(first[$"quern.feed.lag sales {part}"]!.Value)).ShouldBe(SharedProject.Parts - hosts[0].Held.Count);
        first["quern.stream.parts sales"].ShouldBe(SharedProject.Parts);
    }

    [Fact]
    public void Worker_WhoseClockIsWrong_TellsByHowMuch_AndIsNotReady()
    {
        using var project = new SharedProject(server.NewSettings());
        var worker = project.Work(time: new Behind());
        var measured = new Measured(worker.Meter);
        Eventually.So(() => measured["quern.worker.trouble sales"] == 1, () => measured.ToString());
        measured["quern.worker.clock.ahead"].ShouldNotBeNull().ShouldBeInRange(-61, -59);
        worker.IsReady.ShouldBeFalse();
    }

    private sealed class Behind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromMinutes(1);
    }
}
