using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Quern.Engine.Usage;
using Quern.Protocol.Grpc.Wire;
using Quern.Server.Clocks;
using Quern.Server.Telemetry;
using Quern.Server.Tests.Audits;
using Quern.Server.Tests.Grpc;
using Quern.Server.Tests.Materialization;
using Quern.Server.Tests.Usage;
using Quern.Time;

namespace Quern.Server.Tests.Telemetry;

/// <summary>What <c>GET /metrics</c> tells. Alone in the process, for meters are the process's: what others read would count.</summary>
[Collection("alone")]
public sealed class MetricsTests
{
    private const string Airports = """{"feature_service":"airports","entities":{"iata":["ORD","LAX"]}}""";
    private const string List = """{"features":["departures:count_1h"],"entities":{"iata":["ORD"]}}""";

    [Theory]
    [InlineData("quern.read.duration", "s", false, false, "quern_read_duration_seconds")]
    [InlineData("quern.read.rows", "{row}", true, false, "quern_read_rows_total")]
    [InlineData("quern.served.waiting", "By", false, true, "quern_served_waiting_bytes")]
    [InlineData("quern.audit.mismatch", "1", false, true, "quern_audit_mismatch_ratio")]
    [InlineData("a.count", "1", true, false, "a_count_total")]
    [InlineData("process.seconds", "s", false, true, "process_seconds")]
    [InlineData("2nd-try", "", false, true, "_nd_try")]
    [InlineData("rate", "%", false, true, "rate_percent")]
    public void Names_AreThoseOfPrometheus(string name, string unit, bool isCounter, bool isGauge, string expected) => PrometheusNames.Of(name, unit, isCounter, isGauge).ShouldBe(expected);

    [Fact]
    public void Texts_AreEscaped()
    {
        using var meter = new Meter("Tests.Escapes");
        using var exporter = new PrometheusExporter();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(exporter)).Build();
        meter.CreateCounter<long>("odd", null, "a \\ and\na line").Add(1, new KeyValuePair<string, object?>("of", "a \\ \"b\"\nc"));
        exporter.Scrape().Split('\n').ShouldBe([@"# HELP odd_total a \\ and\na line", "# TYPE odd_total counter", @"odd_total{of=""a \\ \""b\""\nc""} 1", ""]);
    }

    [Fact]
    public async Task Reads_AreCounted_ByService_WithRowsAndTime()
    {
        await using var server = await RunningServer.StartAsync();
        var before = await Scraped.FromAsync(server.Client);
        for (var i = 0; i < 3; i++) (await server.PostAsync(Airports)).Status.ShouldBe(200);
        (await server.PostAsync(List)).Status.ShouldBe(200);
        (await server.Client.AskAsync("/v1/vectors?deadline_ms=60000", Airports)).Status.ShouldBe(200);
        (await server.PostAsync("""{"feature_service":"airports","entities":{"nope":[1]}}""")).Status.ShouldNotBe(200);
        var after = await Scraped.FromAsync(server.Client);

        double Grown(string sample) => after[sample].ShouldNotBeNull(sample) - (before[sample] ?? 0);
        Grown("""quern_read_duration_seconds_count{service="airports"}""").ShouldBe(4);
        Grown("""quern_read_duration_seconds_bucket{service="airports",le="+Inf"}""").ShouldBe(4);
        Grown("""quern_read_rows_total{service="airports"}""").ShouldBe(8);
        Grown("""quern_read_rows_total{service="(list)"}""").ShouldBe(1);
        after["""quern_read_duration_seconds_sum{service="airports"}"""].ShouldNotBeNull().ShouldBeGreaterThan(0);
        (after.Types["quern_read_duration_seconds"], after.Types["quern_read_rows_total"], after.Types["quern_view_freshness_seconds"]).ShouldBe(("histogram", "counter", "gauge"));
        foreach (var name in new[] { "http_server_request_duration_seconds_count", "kestrel_active_connections", "dotnet_gc_collections_total" }) after.Names.ShouldContain(name);
    }

    [Fact]
    public async Task ReadsOverGrpc_AreCountedToo()
    {
        await using var server = await RunningServer.StartAsync(options => options with { GrpcUrl = "http://127.0.0.1:0" });
        var before = await Scraped.FromAsync(server.Client);
        using var caller = new GrpcCaller(server.GrpcUrl);
        var request = new GetOnlineFeaturesRequest { FeatureService = "airports", Entities = { ["iata"] = new() { Val = { new Value { StringVal = "ORD" }, new Value { StringVal = "LAX" }, new Value { StringVal = "JFK" } } } } };
        await caller.CallAsync(GrpcCaller.Serving + "GetOnlineFeatures", request, GetOnlineFeaturesResponse.Parser);
        var after = await Scraped.FromAsync(server.Client);
        foreach (var (sample, more) in new[] { ("quern_read_duration_seconds_count{service=\"airports\"}", 1), ("quern_read_rows_total{service=\"airports\"}", 3) })
            (after[sample].ShouldNotBeNull(sample) - (before[sample] ?? 0)).ShouldBe(more, sample);
    }

    [Fact]
    public async Task Usage_IsTold_ByViewAndConsumer()
    {
        using var usage = new TempUsage();
        await using var server = await RunningServer.StartAsync(options => options with { Usage = usage.Ledger });
        for (var i = 0; i < 3; i++) (await server.PostAsync(Airports)).Status.ShouldBe(200);
        (await server.PostAsync(List)).Status.ShouldBe(200);
        usage.Ledger.AddWrite("departures", ConsumerNames.Stream, new(0, 0, 7, 70, 0, 0));
        var scraped = await Scraped.FromAsync(server.Client);
        scraped["""quern_usage_values_total{view="departures"}"""].ShouldBe(7);
        scraped["""quern_usage_requests_total{consumer="(unnamed)"}"""].ShouldBe(4);
        (scraped["""quern_usage_written_records_total{view="departures"}"""], scraped["""quern_usage_written_bytes_total{view="departures"}"""]).ShouldBe((7, 70));
        foreach (var sample in new[] { """quern_usage_time_seconds_total{view="departures"}""", """quern_usage_consumer_time_seconds_total{consumer="(unnamed)"}""", """quern_usage_bytes_total{consumer="(unnamed)"}""" })
            scraped[sample].ShouldNotBeNull(sample).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Refusals_AreCountedFromZero_ByReason()
    {
        await using (var server = await RunningServer.StartAsync())
        {
            var idle = await Scraped.FromAsync(server.Client);
            (idle["""quern_serving_turned_away_total{reason="waiting"}"""], idle["""quern_serving_turned_away_total{reason="overdue"}"""]).ShouldBe((0, 0));
        }

        await using var busy = await RunningServer.StartAsync(options => options with { WaitingLimit = -1 });
        (await busy.PostAsync(Airports)).Status.ShouldBe(503);
        (await Scraped.FromAsync(busy.Client))["""quern_serving_turned_away_total{reason="waiting"}"""].ShouldBe(1);
    }

    [Fact]
    public async Task Freshness_IsTheAgeByTheServersClock()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Clock = new FixedClock(new Instant(90 * Instant.PerSecond)) });
        var scraped = await Scraped.FromAsync(server.Client);
        (scraped["""quern_view_freshness_seconds{view="departures"}"""], scraped["""quern_view_online{view="departures"}"""]).ShouldBe((90, 1));
    }

    [Fact]
    public async Task Runs_AreTimed_ByViewAndOutcome()
    {
        var materializer = new GatedMaterializer { Failures = { ["arrivals"] = new InvalidOperationException("planted") } };
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.Materializer = materializer);
        var before = await Scraped.FromAsync(server.Client);
        await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z"}""");
        var after = await Scraped.FromAsync(server.Client);
        foreach (var (sample, more) in new[]
        {
            ("""quern_materialization_duration_seconds_count{outcome="done",view="departures"}""", 1),
            ("""quern_materialization_duration_seconds_count{outcome="failed",view="arrivals"}""", 1),
            ("""quern_materialization_events_total{view="departures"}""", 7),
        })
            (after[sample].ShouldNotBeNull(sample) - (before[sample] ?? 0)).ShouldBe(more, sample);
    }

    [Fact]
    public async Task Audits_TellTheShareOfTheLastHour_ByCause()
    {
        using var flights = new AuditedFlights();
        await using var server = await flights.StartAsync();
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        await flights.AskAsync(client);
        flights.WriteFlights("('2001-03-01 11:30:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'ORD', 'SFO'), ('2001-03-01 11:55:00', 50, 'ORD', 'SFO')");
        flights.Clock.Set(AuditedFlights.Noon + AuditedFlights.Minute);
        flights.Audits.AuditAll();
        var scraped = await Scraped.FromAsync(client);
        scraped["""quern_audit_mismatch_ratio{cause="dropped_event",service="late_flight"}"""].ShouldBe(0.5);
        scraped["""quern_audit_mismatch_ratio{cause="ttl",service="late_flight"}"""].ShouldBe(0);
        (scraped["""quern_audit_rows{service="late_flight"}"""], scraped["""quern_audit_trouble{service="late_flight"}"""]).ShouldBe((2, 0));
        scraped["""quern_served_dropped_total{service="late_flight"}"""].ShouldBe(0);

        // An hour later nothing is known of the last one.
        flights.Clock.Set(AuditedFlights.Noon + new Duration(3 * 3_600 * Instant.PerSecond));
        (await Scraped.FromAsync(client))["""quern_audit_mismatch_ratio{cause="dropped_event",service="late_flight"}"""].ShouldBeNull();
    }
}
