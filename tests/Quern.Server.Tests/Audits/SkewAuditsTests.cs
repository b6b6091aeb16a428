using System.Text.Json.Nodes;
using Quern.Engine.Materialization;
using Quern.Engine.Registry;
using Quern.Engine.Served;
using Quern.Engine.Sources;
using Quern.Planning.Snapshots;
using Quern.Server.Audits;
using Quern.Server.Clocks;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Served;
using Quern.Stores.TrainingSets;
using Quern.Time;

namespace Quern.Server.Tests.Audits;

/// <summary>A server that audits what it has served, and tells of it.</summary>
public sealed class SkewAuditsTests : IDisposable
{
    private static readonly Instant Noon = Instant.From(new(2001, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly Duration Minute = new(60 * Instant.PerSecond);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-audits-");
    private readonly ManualClock _clock = new(Noon);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WhatIsSettled_IsAuditedOnce_AndWhatDiffersIsToldForAnHour()
    {
        var project = new ProjectFolder(_folder.FullName);
        WriteFlights("('2001-03-01 11:30:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'ORD', 'SFO')");
        var registry = new FileRegistryStore(project.Registry);
        new DefinitionRegistry(registry).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location), null, "tests", Noon, "first");
        using var online = new LmdbOnlineStore(project.Online);
        Materialize(project, online);
        using var log = new ServedLog(new ServedTables(project.Served, TimeProvider.System), new() { Services = new Dictionary<string, double> { ["late_flight"] = 1 } }, TimeProvider.System, inBackground: false);
        using var audits = new SkewAudits(project, registry, _clock, new() { Sample = 1, Settle = Minute }, TimeProvider.System, inBackground: false);
        await using var server = await QuernServer.StartAsync(
            new ProjectRegistry("flights", registry, online), new() { Url = "http://127.0.0.1:0", Clock = _clock, Served = log, Audits = audits }, TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        (await AuditsAsync(client))["services"]!.AsArray().ShouldBeEmpty();

        await AskAsync(client, log);
        audits.AuditAll();
        // Late events may come for a minute.
        (await ServiceAsync(client))["vectors"]!.GetValue<long>().ShouldBe(0);
        _clock.Set(Noon + Minute);
        audits.AuditAll();
        audits.AuditAll();
        var same = await ServiceAsync(client);
        (same["vectors"]!.GetValue<long>(), same["values"]!.GetValue<long>(), same["different"]!.GetValue<long>(), same["trouble"]).ShouldBe((2, 6, 0, null));

        // Online state is not brought up to what comes now.
        WriteFlights("('2001-03-01 11:30:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'ORD', 'SFO'), ('2001-03-01 12:00:30', 50, 'ORD', 'SFO')");
        await AskAsync(client, log);
        _clock.Set(Noon + Minute + Minute);
        audits.AuditAll();
        var skewed = await ServiceAsync(client);
        (skewed["vectors"]!.GetValue<long>(), skewed["different"]!.GetValue<long>()).ShouldBe((4, 3));
        skewed["causes"]!.AsArray().Select(cause => $"{cause!["view"]} {cause["cause"]} {cause["values"]} {cause["by_design"]}").ShouldBe(["departures stale_source 2 false", "late stale_source 1 false"]);
        var example = skewed["examples"]!.AsArray().First(example => example!["feature"]!.GetValue<string>() == "count_1h")!;
        (example["keys"]!["iata"]!.GetValue<string>(), example["served"]!["value"]!.GetValue<string>(), example["computed"]!["value"]!.GetValue<string>(), example["evidence"]!.GetValue<string>())
            .ShouldBe(("ORD", "2", "3", "online state had come to 2001-03-01T12:00:00Z, 1m before the read; up to there history gives what was served"));

        _clock.Set(Noon + new Duration(3 * 3_600 * Instant.PerSecond));
        (await ServiceAsync(client))["vectors"]!.GetValue<long>().ShouldBe(0);

        await AskAsync(client, log);
        File.Delete(Path.Combine(_folder.FullName, "flights.parquet"));
        _clock.Set(Noon + new Duration(4 * 3_600 * Instant.PerSecond));
        audits.AuditAll();
        (await ServiceAsync(client))["trouble"]!.GetValue<string>().ShouldContain("QRN6210");
    }

    [Fact]
    public void Defaults_AreThoseThatAreDocumented()
    {
        var options = new AuditOptions();
        (options.Sample, options.MostVectors, options.Settle.TotalSeconds, options.AsKnown, options.Every).ShouldBe((0.1, 1_000, 3_600, false, TimeSpan.FromMinutes(1)));
    }

    private void WriteFlights(string rows)
    {
        using var spine = DuckSpine.Query($"SELECT t::TIMESTAMP AS date, d::BIGINT AS delay, o AS origin, e AS destination FROM (VALUES {rows}) v(t, d, o, e)", _folder.FullName);
        using var output = new DuckTrainingSetOutput(spine, Path.Combine(_folder.FullName, "flights.parquet"), _folder.FullName);
        output.Write(0, (int)spine.Count(TestContext.Current.CancellationToken), [], TestContext.Current.CancellationToken);
        output.Finish(TestContext.Current.CancellationToken);
    }

    private static void Materialize(ProjectFolder project, LmdbOnlineStore online)
    {
        using var reader = new ProjectReader(project, new());
        foreach (var view in FlightFeatures.Plan().Views.Values) new Materializer(reader, online, new(1, 1 << 24)).Run(new(view, null, Noon, Rebuild: false, new(BadRowPolicy.Fail)), null, TestContext.Current.CancellationToken);
    }

    private static async Task AskAsync(HttpClient client, ServedLog log)
    {
        using var answer = await client.PostAsync("/get-online-features", new StringContent("""{"feature_service":"late_flight","entities":{"iata":["ORD","JFK"],"limit":[10,10]}}"""), TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        log.Write();
    }

    private static async Task<JsonNode> AuditsAsync(HttpClient client) => JsonNode.Parse(await client.GetStringAsync("/v1/audits", TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> ServiceAsync(HttpClient client) => (await AuditsAsync(client))["services"]!.AsArray().Single()!;
}
