using System.Text;
using Quern.Server.Tests.Materialization;

namespace Quern.Server.Tests.Telemetry;

/// <summary>What a collector gets. Alone in the process: spans are the process's.</summary>
[Collection("alone")]
public sealed class OtlpTests
{
    private const string Airports = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    [Fact]
    public async Task MetricsAndSpans_AreSent_WhereTheVariablesSay()
    {
        await using var collector = new Collector();
        await using (var server = await RunningServer.StartAsync(
            options => options with
            {
                Telemetry = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_SERVICE_NAME"] = "shop-features" },
            },
            registry => registry.Materializer = new GatedMaterializer()))
        {
            server.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            (await server.PostAsync(Airports)).Status.ShouldBe(200);
            (await server.GetAsync("/v1/services/airports")).Status.ShouldBe(200);
            (await server.GetAsync("/health")).Status.ShouldBe(200);
            (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z"}""")).Status.ShouldBe(200);
        }

        var traces = collector.Sent("/v1/traces");
        foreach (var text in new[] { "shop-features", "POST /get-online-features", "GET /v1/services/{name}", "http.response.status_code", "materialize", "quern.view" }) traces.ShouldContain(text);
        traces.ShouldNotContain("/health");
        // The caller's own trace goes on.
        traces.ShouldContain(Encoding.Latin1.GetString(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")));
        var metrics = collector.Sent("/v1/metrics");
        foreach (var text in new[] { "shop-features", "quern.read.duration", "quern.materialization.duration", "http.server.request.duration" }) metrics.ShouldContain(text);
    }

    [Fact]
    public async Task Nothing_IsSentOrTraced_WithoutThem_OrWhereTheyTurnItOff()
    {
        await using var collector = new Collector();
        foreach (var telemetry in new[]
        {
            new Dictionary<string, string> { ["OTEL_SERVICE_NAME"] = "shop-features" },
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_SDK_DISABLED"] = "true" },
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_TRACES_EXPORTER"] = "none", ["OTEL_METRICS_EXPORTER"] = "none" },
        })
            await using (var server = await RunningServer.StartAsync(options => options with { Telemetry = telemetry }))
            {
                (await server.PostAsync(Airports)).Status.ShouldBe(200);
                Server.Telemetry.Spans.Source.HasListeners().ShouldBeFalse();
                (await Scraped.FromAsync(server.Client)).Names.ShouldContain("quern_read_rows_total");
            }

        (collector.Sent("/v1/traces"), collector.Sent("/v1/metrics")).ShouldBe(("", ""));
    }

    [Fact]
    public async Task Variables_ThatCannotBeUsed_AreAllTold()
    {
        var telemetry = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json", ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "" };
        var refused = await Should.ThrowAsync<QuernException>(() => RunningServer.StartAsync(options => options with { Telemetry = telemetry }));
        refused.Findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(
            ["QRN5155 OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317', which cannot be used.", "QRN5155 OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json', which cannot be used."]);
    }
}
