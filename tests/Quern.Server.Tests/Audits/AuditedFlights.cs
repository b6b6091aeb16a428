using System.Text.Json;
using Quern.Engine.Materialization;
using Quern.Engine.Registry;
using Quern.Engine.Served;
using Quern.Engine.Sources;
using Quern.Planning.Snapshots;
using Quern.Server.Alerts;
using Quern.Server.Audits;
using Quern.Server.Clocks;
using Quern.Server.Drift;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Served;
using Quern.Stores.TrainingSets;
using Quern.Time;

namespace Quern.Server.Tests.Audits;

/// <summary>A project of flights in a folder of its own, materialized to noon, whose reads are logged and audited when they are told to be.</summary>
internal sealed class AuditedFlights : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-audits-");
    private readonly FileRegistryStore _registry;
    private readonly LmdbOnlineStore _online;
    private readonly ServedLog _log;

    public AuditedFlights()
    {
        Project = new(_folder.FullName);
        WriteFlights("('2001-03-01 11:30:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'ORD', 'SFO')");
        _registry = new(Project.Registry);
        new DefinitionRegistry(_registry).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location), null, "tests", Noon, "first");
        _online = new(Project.Online);
        Materialize();
        _log = new(new ServedTables(Project.Served, TimeProvider.System), new() { Services = new Dictionary<string, double> { ["late_flight"] = 1 } }, TimeProvider.System, inBackground: false);
        Audits = new(Project, _registry, Clock, new() { Sample = 1, Settle = Minute }, TimeProvider.System, inBackground: false);
    }

    public static Instant Noon { get; } = Instant.From(new(2001, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static Duration Minute { get; } = new(60 * Instant.PerSecond);

    public ManualClock Clock { get; } = new(Noon);

    public ProjectFolder Project { get; }

    public SkewAudits Audits { get; }

    public Task<QuernServer> StartAsync(DriftWatches? drift = null, AlertOptions? alerts = null) => QuernServer.StartAsync(
        new ProjectRegistry("flights", _registry, _online), new() { Url = "http://127.0.0.1:0", Clock = Clock, Served = _log, Audits = Audits, Drift = drift, Alerts = alerts }, TestContext.Current.CancellationToken);

    /// <summary>Watches for drift when it is told to.</summary>
    public DriftWatches Watch(DriftOptions options) => new(Project, _registry, Clock, options, TimeProvider.System, inBackground: false);

    /// <summary>Reads two airports, and has that written.</summary>
    public Task AskAsync(HttpClient client) => AskAsync(client, ["ORD", "JFK"], limit: 10);

    /// <summary>Reads airports, and has that written.</summary>
    public async Task AskAsync(HttpClient client, IReadOnlyList<string> airports, int limit)
    {
        var body = JsonSerializer.Serialize(new { feature_service = "late_flight", entities = new { iata = airports, limit = airports.Select(_ => limit) } });
        using var answer = await client.PostAsync("/get-online-features", new StringContent(body), TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        _log.Write();
    }

    /// <summary>Puts flights in place of those that there are; online state does not follow.</summary>
    public void WriteFlights(string rows) => WriteFlightsOf($"(VALUES {rows}) v(t, d, o, e)");

    /// <summary>Puts flights in place of those that there are: t, d, o and e of a table.</summary>
    public void WriteFlightsOf(string table)
    {
        using var spine = DuckSpine.Query($"SELECT t::TIMESTAMP AS date, d::BIGINT AS delay, o AS origin, e AS destination FROM {table}", _folder.FullName);
        using var output = new DuckTrainingSetOutput(spine, Path.Combine(_folder.FullName, "flights.parquet"), _folder.FullName);
        output.Write(0, (int)spine.Count(TestContext.Current.CancellationToken), [], TestContext.Current.CancellationToken);
        output.Finish(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Audits.Dispose();
        _log.Dispose();
        _online.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Materialize()
    {
        using var reader = new ProjectReader(Project, new());
        foreach (var view in FlightFeatures.Plan().Views.Values) new Materializer(reader, _online, new(1, 1 << 24)).Run(new(view, null, Noon, Rebuild: false, new(BadRowPolicy.Fail)), null, TestContext.Current.CancellationToken);
    }
}
