using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Vectors;

/// <summary>What becomes of reads that a deadline has cut off.</summary>
public sealed class OverdueReadTests : DeadlineCase
{
    [Fact]
    public async Task ReadsThatAreOverdue_AreBounded()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate, options => options with { OverdueReads = 2 });
        (await CutAsync(server, gate, "plain", "ann"))["partial"]!.ToJsonString().ShouldBe("true");
        (await CutAsync(server, gate, "plain", "ann"))["partial"]!.ToJsonString().ShouldBe("true");
        Overdue().ShouldContain(2);
        using (var refused = await server.Client.PostAsync("/v1/vectors?deadline_ms=50", new StringContent(Ask("plain", "zoe")), TestContext.Current.CancellationToken))
        {
            ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta).ShouldBe((503, TimeSpan.FromSeconds(1)));
            Answers.Codes(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("QRN5152");
        }

        // Reads without a deadline have threads of their own.
        (await server.Client.AskAsync("/v1/vectors", Ask("plain", "zoe"))).Status.ShouldBe(200);
        gate.Open();
        while ((await server.Client.AskAsync("/v1/vectors?deadline_ms=600000", Ask("plain", "zoe"))).Status == 503) await Task.Delay(10, TestContext.Current.CancellationToken);
        gate.Passed.ShouldBeGreaterThan(0);
    }

    // What the meters of all servers here have measured.
    private static List<int> Overdue()
    {
        var measured = new List<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Name: "quern.serving.overdue", Meter.Name: "Quern.Serving" }) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => measured.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    [Fact]
    public async Task AnOverdueRead_KeepsItsPlaceInTheLimitOfItsService()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate, options => options with { ServiceLimits = new Dictionary<string, int> { ["plain"] = 1 } });
        await CutAsync(server, gate, "plain", "ann");
        var (status, text) = await server.Client.AskAsync("/v1/vectors?deadline_ms=600000", Ask("plain", "zoe"));
        (status, Answers.Codes(text)).ShouldBe((503, "QRN5148"));
        gate.Open();
        while ((await server.Client.AskAsync("/v1/vectors?deadline_ms=600000", Ask("plain", "zoe"))).Status == 503) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Server_StopsWhileAReadHangs_AndTheReadGivesEverythingBackWhenItEnds()
    {
        using var entered = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim();
        var stop = TestContext.Current.CancellationToken;
        var server = await RunningServer.StartAsync(options => options with { Time = Time }, registry => registry.OnRead = _ => Hold(entered, open, stop));
        var asking = server.Client.AskAsync("/v1/vectors?deadline_ms=50", """{"feature_service":"late_flight","entities":{"iata":["ORD"],"limit":[1]}}""");
        entered.Wait(stop);
        Time.Advance(Deadline);
        (await asking).Status.ShouldBe(200);
        server.Client.Dispose();
        await server.StopAsync();
        server.Registry.Open.ShouldBe(2);
        open.Set();
        while (server.Registry.Open > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ARead_GoesOnUnharmed_WhenTheServerAndItsStoresAreClosed()
    {
        using var gate = new Gate();
        using var entered = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim();
        using var disposed = new ManualResetEventSlim();
        var stop = TestContext.Current.CancellationToken;
        gate.Open();
        await using (var server = await StartAsync(gate, source: source => new HeldSource(source, () => Hold(entered, open, stop), disposed.Set)))
        {
            var asking = server.Client.AskAsync("/v1/vectors?deadline_ms=50", Ask("plain", "ann"));
            entered.Wait(stop);
            Time.Advance(Deadline);
            (await asking).Status.ShouldBe(200);
        }

        disposed.IsSet.ShouldBeFalse();
        open.Set();
        disposed.Wait(stop);
    }

    // Deadlines of the machine's time over many reads at once, of which some stay at the gate: whatever is told is what an undisturbed read tells, or is marked.
    [Fact]
    public async Task ManyReadsCutAnywhere_TellTheTruthOrSayThatTheyDoNot()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate, options => options with { Time = TimeProvider.System, OverdueReads = 8 });
        gate.Open();
        var whole = JsonNode.Parse((await server.Client.AskAsync("/v1/vectors", Ask("plain", "ann", "zoe", "bob"))).Text)!;
        var truth = Cells(whole).ToDictionary(cell => (cell.Name, cell.Row), cell => cell.Told);
        var (seed, marked, exact) = (20_260_101, 0, 0);
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            var ms = 1 + new Random(seed + i).Next(4);
            if (i % 50 == 10) gate.Shut();
            if (i % 50 == 40) gate.Open();
            var (status, text) = await server.Client.AskAsync($"/v1/vectors?deadline_ms={ms}", Ask("plain", "ann", "zoe", "bob"));
            if (status == 503) return;
            status.ShouldBe(200, text);
            foreach (var cell in Cells(JsonNode.Parse(text)!))
                if (cell.Status == "TIMED_OUT")
                {
                    cell.Value.ShouldBe("null");
                    Interlocked.Increment(ref marked);
                }
                else
                {
                    cell.Told.ShouldBe(truth[(cell.Name, cell.Row)], $"{cell.Name} by {ms} ms, seed {seed}");
                    Interlocked.Increment(ref exact);
                }
        });
        gate.Open();
        while ((await server.Client.AskAsync("/v1/vectors?deadline_ms=600000", Ask("plain", "ann", "zoe", "bob"))) is var (status, last) && (status == 503 || !Cells(JsonNode.Parse(last)!).Select(cell => cell.Told).SequenceEqual(truth.Values))) await Task.Delay(10, TestContext.Current.CancellationToken);
        (marked + exact).ShouldBeGreaterThan(0);
    }
}
