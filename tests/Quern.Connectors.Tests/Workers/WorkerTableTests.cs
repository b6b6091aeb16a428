using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Tests.S3;
using Quern.Connectors.Workers;
using Quern.Stores.Streams;

namespace Quern.Connectors.Tests.Workers;

/// <summary>The table that workers make of the stream that they share.</summary>
[Collection(RedisTests.Name)]
public sealed class WorkerTableTests(RedisServer server)
{
    [Fact]
    public void Workers_ThatComeGoAndDie_WriteEachEventOnce_WhileTheStoreFailsAndTheRecordChanges()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var tables = new SharedTables();
        using var project = new SharedProject(server.NewSettings());
        tables.Place.Server.Faults = new(seed, 0.1, S3Fault.Error500, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        var workers = new List<WorkerHost>();
        for (var round = 0; round < 6; round++)
        {
            tables.Send(project, random, 100, hasNotes: round >= 3);
            if (workers.Count < 3) workers.Add(project.Work(tables: tables.Options(Life())));
            if (round == 2) project.Apply(new NotedSales());
            tables.Send(project, random, 100, hasNotes: round >= 3);
            Thread.Sleep(random.Next(300));
            if (round < 2 || random.Next(2) == 0) continue;
            var leaving = random.Next(workers.Count);
            project.End(workers[leaving]);
            workers.RemoveAt(leaving);
        }

        project.WaitForEvents(tables.Sent);
        foreach (var worker in workers) project.End(worker);
        // What those have not written who died writes the next one, as soon as it has the parts.
        var last = project.Work(tables: tables.Options());
        Eventually.So(() => last.Held.Count == SharedProject.Parts, () => string.Join(' ', project.Told));
        project.End(last);
        tables.Place.Server.Faults = null;
        project.Events.ShouldBe(tables.Sent, $"seed {seed}");
        tables.ShouldHaveAll(project, $"seed {seed}");
        using var table = tables.Open();
        var ends = DeltaHistoryTables.EndsOf(table.Snapshot(), "sales");
        // No customer is in one of the parts.
        ends.Parts.OrderBy(part => part.Key.Number).Select(part => (part.Key.Number, part.Value)).ShouldBe(Enumerable.Range(0, SharedProject.Parts).Select(part => (part, project.LogOf(part).End("sales"))).Where(part => part.Item2 > 0), $"seed {seed}");

        // Half of them die while they write, after as many calls as chance will have.
        Func<Engine.Objects.IObjectStore, Engine.Objects.IObjectStore> Life()
        {
            var left = random.Next(2) == 0 ? int.MaxValue : random.Next(5, 120);
            return store => WatchedStore.Mortal(store, () => Interlocked.Decrement(ref left) < 0);
        }
    }

    [Fact]
    public void Store_ThatRefuses_KeepsNoEventWaiting_IsTold_AndGetsAllOnceItTakes()
    {
        using var tables = new SharedTables();
        using var project = new SharedProject(server.NewSettings());
        tables.Place.Server.Denies = (method, _) => method == "PUT";
        var worker = project.Work(tables: tables.Options());
        var measured = new Measured(worker.Meter);
        tables.Send(project, new(1), 300);
        project.WaitForEvents(300);
        Eventually.So(() => measured["quern.table.trouble sales"] == 1 && worker.IsReady, () => measured.ToString());
        tables.Send(project, new(2), 100);
        project.WaitForEvents(400);
        tables.Told.ShouldBe(["QRN6443"]);
        measured["quern.worker.trouble sales"].ShouldBe(0);
        tables.Place.Server.Denies = (_, _) => false;
        Eventually.So(() => measured["quern.table.trouble sales"] == 0 && Enumerable.Range(0, SharedProject.Parts).All(part => measured[$"quern.table.lag sales {part}"] == 0), () => measured.ToString());
        tables.Told.ShouldBe(["QRN6443", "well"]);
        tables.ShouldHaveAll(project, "while it goes on");
    }

    [Fact]
    public void Worker_WhoseStoreHangs_TakesEvents_LetsGoAtOnce_AndEndsWithinItsPatience()
    {
        using var tables = new SharedTables();
        using var project = new SharedProject(server.NewSettings());
        var hanging = project.Work(tables: tables.Options(WatchedStore.Hanging));
        tables.Send(project, new(3), 200);
        project.WaitForEvents(200);
        var next = project.Work(tables: tables.Options());
        var ending = Task.Run(() => project.End(hanging), TestContext.Current.CancellationToken);
        Eventually.So(() => next.Held.Count == SharedProject.Parts, () => string.Join(' ', project.Told));
        // The store never answers, so but for its patience it would not end.
        Eventually.So(() => ending.IsCompletedSuccessfully, () => $"it is {ending.Status}; {string.Join(' ', tables.Told)}");
        tables.Told.ShouldContain("QRN6443");
        tables.Send(project, new(4), 100);
        project.WaitForEvents(300);
        project.End(next);
        tables.ShouldHaveAll(project, "after both");
    }

    [Fact]
    public void Workers_SideBySide_WriteOneTable_OfWhichOneOfThemKeepsTheFilesFew()
    {
        using var tables = new SharedTables();
        using var project = new SharedProject(server.NewSettings());
        WorkerHost[] workers = [project.Work(tables: tables.Options()), project.Work(tables: tables.Options())];
        var random = new Random(5);
        Eventually.So(
            () =>
            {
                tables.Send(project, random, 2);
                return workers.All(worker => worker.Held.Count == SharedProject.Parts / 2);
            },
            () => string.Join(' ', project.Told));
        project.WaitForEvents(tables.Sent);
        Eventually.So(() => tables.Operations().ContainsKey("WRITE"), () => string.Join(' ', tables.Told));
        Eventually.So(
            () =>
            {
                tables.Send(project, random, 20);
                Thread.Sleep(50);
                return tables.Operations().ContainsKey("OPTIMIZE");
            },
            () => string.Join(' ', tables.Operations()));
        tables.Send(project, random, 100);
        project.WaitForEvents(tables.Sent);
        foreach (var worker in workers) project.End(worker);
        tables.ShouldHaveAll(project, "side by side");
        using var table = tables.Open();
        table.Snapshot().FileCount.ShouldBeLessThan(tables.Operations()["WRITE"]);
        tables.Told.ShouldBeEmpty();
    }

    private sealed record NotedSale
    {
        public DateTimeOffset At { get; init; }

        public string Id { get; init; } = "";

        public string Customer { get; init; } = "";

        public double Amount { get; init; }

        public string? Shop { get; init; }

        public string? Note { get; init; }
    }

    /// <summary>The same, of a record with one more member.</summary>
    private sealed class NotedSales : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Somebody who buys");

        public Source<NotedSale> Sales => Stream<NotedSale>(source => source.EventTime(s => s.At), "sales");

        public FeatureView Spending => Sales.By(Customer, s => s.Customer).Windows("1h", "lifetime").Aggregate(w => new
        {
            Spent = w.Sum(s => s.Amount),
            Spread = w.StdDev(s => s.Amount),
            Count = w.Count(),
            Shops = w.LastDistinct(s => s.Shop, 3),
        });

        public FeatureService Checkout => Service(Spending);
    }
}
