using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quern.Connectors.Feeds;
using Quern.Engine.Objectives;
using Quern.Engine.Usage;
using Quern.Server.Objectives;
using Quern.Server.Tests.Audits;
using Quern.Server.Tests.Materialization;
using Quern.Server.Tests.Objectives;
using Quern.Server.Tests.Streams;
using Quern.Server.Tests.Usage;
using YamlDotNet.Serialization;

namespace Quern.Server.Tests.Telemetry;

/// <summary>The dashboard, the alerts and the guide name metrics that servers and workers give, and no others.</summary>
[Collection("alone")]
public sealed partial class OpsTests
{
    [Theory]
    [InlineData("rate(a_total{x=\"b_total{}\"}[5m]) > 0.1 and on (view) b", "a_total b")]
    [InlineData("histogram_quantile(0.99, sum by (le, service) (rate(a_bucket[5m])))", "a_bucket")]
    [InlineData("1 - a / ignoring(cause) group_left b", "a b")]
    public void Expressions_NameMetrics(string expression, string metrics) => string.Join(' ', PromQl.Metrics(expression)).ShouldBe(metrics);

    [Fact]
    public async Task WhatIsShipped_NamesWhatServersAndWorkersGive()
    {
        var given = await GivenAsync();
        var families = given.Where(name => name.StartsWith("quern_", StringComparison.Ordinal)).Select(name => Ending().Replace(name, "")).Distinct().Order(StringComparer.Ordinal).ToArray();
        var (servers, workers) = await GuideAsync();
        servers.Select(row => row.Name).Order(StringComparer.Ordinal).ShouldBe(families);
        // Quern.Cli.Tests holds those against a worker.
        given.UnionWith(workers.SelectMany(row => row.Type == "histogram" ? new[] { $"{row.Name}_bucket", $"{row.Name}_sum", $"{row.Name}_count" } : [row.Name]));
        foreach (var (where, expression) in Dashboard().Concat(Alerts()))
        {
            var metrics = PromQl.Metrics(expression);
            metrics.ShouldNotBeEmpty(where);
            metrics.Except(given).ShouldBeEmpty($"{where}: {expression}");
        }
    }

    [Fact]
    public void Alerts_SayWhatIsWrong_AndWhatToDo()
    {
        var rules = Rules();
        rules.Select(rule => (string)rule["alert"]).ShouldBeUnique();
        foreach (var rule in rules)
        {
            var annotations = (Dictionary<object, object>)rule["annotations"];
            ((string)annotations["summary"]).ShouldNotBeNullOrWhiteSpace();
            ((string)annotations["description"]).ShouldNotBeNullOrWhiteSpace();
            new[] { "warning", "critical" }.ShouldContain((string)((Dictionary<object, object>)rule["labels"])["severity"]);
        }
    }

    // Every part of the product that measures: streams with their log and training sets, files with their runs and feeds, audits.
    private static async Task<HashSet<string>> GivenAsync()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await using (var shop = await StreamServer.StartAsync(ShopFeatures.First))
        {
            (await shop.PushAsync("""{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":1}""")).Status.ShouldBe(200);
            using var labels = await shop.Client.PostAsync(
                "/v1/training-sets", new StringContent("""{"service":"checkout","labels":[{"customer":"ann","event_timestamp":"2024-05-01T11:45:00Z"}],"format":"csv"}""", null, "application/json"), TestContext.Current.CancellationToken);
            var body = await labels.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            labels.IsSuccessStatusCode.ShouldBeTrue(body);
            var url = (string)JsonNode.Parse(body)!["url"]!;
            while ((string?)JsonNode.Parse(await shop.Client.GetStringAsync(url, TestContext.Current.CancellationToken))!["status"] is "queued" or "running") await Task.Delay(10, TestContext.Current.CancellationToken);
            names.UnionWith((await Scraped.FromAsync(shop.Client)).Names);
        }

        var levels = new ServiceLevels([new("answers", ObjectiveKind.Errors, "airports", 0.99, default)], new MemoryMinutes(), TimeProvider.System);
        using var folder = new TempUsage();
        await using (var files = await RunningServer.StartAsync(options => options with { Levels = levels, Usage = folder.Ledger }, registry =>
            (registry.Materializer, registry.Feeds) = (new GatedMaterializer(), [new("flights", "kafka", "flights", FeedState.Reading) { Lag = 3 }])))
        {
            (await files.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""")).Status.ShouldBe(200);
            folder.Ledger.AddWrite("departures", ConsumerNames.Materialize, new(1, 2, 3, 4, 5, 6));
            (await files.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z"}""")).Status.ShouldBe(200);
            names.UnionWith((await Scraped.FromAsync(files.Client)).Names);
        }

        using var flights = new AuditedFlights();
        using var watches = flights.Watch(new());
        await using var audited = await flights.StartAsync(watches);
        using var client = new HttpClient { BaseAddress = new(audited.Url) };
        await flights.AskAsync(client);
        flights.Clock.Set(AuditedFlights.Noon + AuditedFlights.Minute);
        flights.Audits.AuditAll();
        watches.LookAtAll();
        names.UnionWith((await Scraped.FromAsync(client)).Names);
        return names;
    }

    // The two tables of the guide.
    private static async Task<((string Name, string Type)[] Servers, (string Name, string Type)[] Workers)> GuideAsync()
    {
        var parts = (await File.ReadAllTextAsync(PathOf("docs/guide/metrics.md"), TestContext.Current.CancellationToken)).Split("\n## Of workers\n");
        return (Names(parts[0]), Names(parts[1]));

        static (string Name, string Type)[] Names(string text) => [.. TableRow().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
    }

    private static IEnumerable<(string Where, string Expression)> Dashboard()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(PathOf("ops/grafana/quern.json")))!;
        var panels = dashboard["panels"]!.AsArray().Where(panel => (string)panel!["type"]! != "row").ToArray();
        dashboard["panels"]!.AsArray().Select(panel => (int)panel!["id"]!).ShouldBeUnique();
        foreach (var panel in panels) panel!["targets"]!.AsArray().ShouldNotBeEmpty((string)panel["title"]!);
        return panels.SelectMany(panel => panel!["targets"]!.AsArray().Select(target => ((string)panel["title"]!, (string)target!["expr"]!)));
    }

    private static IEnumerable<(string Where, string Expression)> Alerts() => Rules().Select(rule => ((string)rule["alert"], (string)rule["expr"]));

    private static Dictionary<object, object>[] Rules()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(File.ReadAllText(PathOf("ops/prometheus/alerts.yml")));
        return [.. file["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>()];
    }

    private static string PathOf(string file)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quern.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, file);
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Ending();

    [GeneratedRegex(@"^\| `(quern_\w+)` \| (\w+)", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
