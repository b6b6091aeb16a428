using Quern.Engine.Audit;
using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Schema;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;
using Quern.Stores.Served;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests.Streams;

/// <summary>Real flights that come up to an hour late, with restarts, are served and logged while they come: an audit finds nothing but that they came late, and what is planted.</summary>
public sealed class AuditTests : IDisposable
{
    private const int Flights = 40_000;
    private const int PushRows = 2_000;

    private static readonly string[] Airports = ["ORD", "LAX", "SFO", "JFK", "ATL", "DFW", "DEN", "BOS", "MIA", "SEA"];

    private readonly string _scratch = Directory.CreateTempSubdirectory("quern-audit-").FullName;
    private readonly ManualClock _clock = new(default);

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public void FlightsThatComeLate_DifferForThatAlone_AndALostBatchIsFound()
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new NumberedFlights(isLive: false));
        var plan = RepositoryPlanner.Plan(RepositoryReader.Read(new NumberedFlights(isLive: true)), new PlanOptions()).Plan!;
        var asked = Serve(bench, plan);

        using var log = new LmdbOnlineStore(Path.Combine(_scratch, "log"));
        var whole = new StreamLog(log);
        var known = Audit(new StreamedSourceReader(bench.Reader, whole), plan, asKnown: true);
        known.Rates.ShouldBeEmpty(string.Join("\n", known.Examples));
        known.Counts.ShouldBe(new(asked, 0, asked, 0));

        var all = Audit(new StreamedSourceReader(bench.Reader, whole), plan, asKnown: false);
        all.Rates.Select(rate => rate.Cause).Distinct().ShouldBe([SkewCause.LateEvent]);
        all.Rate(strict: false).ShouldBe(0);

        var lost = Audit(new StreamedSourceReader(bench.Reader, whole, new Dictionary<string, long> { ["rows"] = whole.End("rows") - PushRows }), plan, asKnown: true);
        lost.Rates.Select(rate => rate.Cause).Distinct().ShouldBe([SkewCause.DroppedEvent]);
    }

    private AuditReport Audit(ISourceReader reader, RepositoryPlan plan, bool asKnown)
    {
        using var history = new ServedHistory(Path.Combine(_scratch, "served"), "airports", TimeProvider.System);
        var current = new AuditedVersion("1", "", plan.Services["airports"]);
        return new SkewAudit(history, reader, new(2, 64 << 20), version => version == "1" ? current : null)
            .Run(new("airports", new(Instant.Min, Instant.Max), _clock.Now) { Settle = default, AsKnown = asKnown }, current, null, TestContext.Current.CancellationToken);
    }

    // Pushes the flights in the order in which they come, and asks after each push; every seventh time the server was restarted before.
    private int Serve(Workbench bench, RepositoryPlan plan)
    {
        var source = bench.Plan.Definition.Sources.Single();
        var rows = Collected.Of(bench.Reader, source);
        var times = ((Int64Column)source.EventTime.Evaluate(rows)).Values.ToArray();
        var arrivals = Replay.Arrivals(times, new Random(24)).Arrivals[..Flights];
        var (service, asked, now) = (plan.Services["airports"], 0, long.MinValue);
        using var online = new LmdbOnlineStore(Path.Combine(_scratch, "online"));
        using var store = new LmdbOnlineStore(Path.Combine(_scratch, "log"));
        using var served = new ServedLog(new ServedTables(Path.Combine(_scratch, "served"), TimeProvider.System), new() { Sample = 1 }, TimeProvider.System, inBackground: false);
        var recorder = served.Open("airports", "1", service)!;
        StreamIngest? ingest = null;
        foreach (var (part, number) in arrivals.Chunk(PushRows).Select((part, number) => (part, number)))
        {
            if (number % 7 == 0)
            {
                ingest?.Dispose();
                ingest = new(store, online, _clock, new() { CheckpointEvery = TimeSpan.FromDays(1) });
                ingest.Use(plan);
            }

            now = Math.Max(now, part.Max(row => times[row]));
            _clock.Set(new(now));
            var batch = new EventBatch(ingest!.SchemaOf("rows"));
            batch.AppendSelected(rows, part);
            ingest.PushAsync("rows", batch).GetAwaiter().GetResult();
            // What comes at an instant is known after it.
            _clock.Set(new(now + Instant.PerSecond));
            asked += Ask(online, ingest.Heads, service, recorder, number);
        }

        ingest!.Dispose();
        served.Close(recorder);
        return asked;
    }

    private int Ask(LmdbOnlineStore online, StreamHeads heads, ServicePlan service, ServedRecorder recorder, int number)
    {
        using var vectors = new OnlineVectors(online, service, heads);
        var (keys, batch) = (new TextColumn(new StringPool()), new VectorBatch(service));
        foreach (var airport in Airports) keys.Append(System.Text.Encoding.UTF8.GetBytes(airport));
        vectors.Read([keys], [], Airports.Length, _clock.Now, batch);
        recorder.Record(new($"r{number}", _clock.Now, [keys], [], Airports.Length, batch.EventTimes, batch.LookupEventTimes, [.. service.Outputs.Select(batch.Of)]) { OnlineTo = batch.OnlineTo });
        return Airports.Length;
    }
}
