using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Quern.Gallery.Tests.Setup;

/// <summary>
/// The sample of flights, served by the program: applied three times, so that something was changed and something removed, with plans of each kind; with a stream into which good, late and bad events came; materialized; with a
/// training set; with prices, and with reads of two consumers; with promises, a view that is paused, and answers that were logged; it watches for drift. Its clock is set by hand and stands still.
/// </summary>
public sealed class FlightsServer : IAsyncLifetime
{
    public const string Now = "2001-02-20T00:00:00Z";

    /// <summary>Plans by their numbers: one that was applied, one over what is not the latest any more, and an open one that adds, changes and removes.</summary>
    public const int AppliedPlan = 1, StalePlan = 2, OpenPlan = 3;

    private readonly QuernServe _serve = new("flights");

    /// <summary>Where it listens.</summary>
    public string Url => _serve.Url;

    public async ValueTask InitializeAsync()
    {
        await Task.Run(Prepare, TestContext.Current.CancellationToken);
        await ServeSomeAsync();
        await Task.Run(Watch, TestContext.Current.CancellationToken);
        await FillAsync();
    }

    private void Prepare()
    {
        Copy(Path.Combine(Repository.Root, "samples", "flights"), _serve.Folder);
        var sample = File.ReadAllText(Definitions);
        // What was there before is not in the sample of today.
        Write(sample.Replace("    public FeatureView RouteDelays", """
                public FeatureView LegacyTraffic => Departures.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Flights = w.Count() }).Describe("Replaced by airport_traffic");

                public FeatureView RouteDelays
            """, StringComparison.Ordinal).Replace("Windows(\"7d\", \"28d\")", "Windows(\"7d\")", StringComparison.Ordinal));
        _serve.Run("apply", "--message", "First features of airports");
        Write(sample);
        _serve.Run("apply", "--message", "Routes over four weeks; legacy traffic is gone", "--allow-breaking", "legacy_traffic");
        var live = sample.Replace(
            "Parquet<Flight>(\"data/flights.parquet\", source => source.EventTime(f => f.Date));",
            "Parquet<Flight>(\"data/flights.parquet\", source => source.EventTime(f => f.Date).Stream(\"departures\").ExpectFreshness(\"8h\").ExpectRange(f => f.Delay, -60, 180, OnFail.Observe));", StringComparison.Ordinal).Replace(
            ".Describe(\"How busy an airport has been\")", ".Describe(\"How busy an airport has been\").ExpectRange(\"departures_7d\", 0, 100_000).ExpectRange(\"departures_1d\", 2, 200, OnFail.Observe)", StringComparison.Ordinal);
        Write(live);
        _serve.Run("plan", "--open", "--message", "Departures come live");
        _serve.Run("plan", "--open", "--message", "The same, by somebody else");
        _serve.Run("apply", "--plan", "1");
        Write(live
            .Replace("Windows(\"7d\", \"28d\")", "Windows(\"7d\", \"14d\", \"28d\")", StringComparison.Ordinal)
            .Replace("        AirportInfo.Key(Airport, \"origin\").Only(\"city\", \"state\"),\n", "        NightDelays.Key(Airport, \"origin\"),\n", StringComparison.Ordinal)
            .Replace("public FeatureView AirportInfo => Airports", "public FeatureView NightDelays => Flights.By(Airport, f => f.Origin).Windows(\"7d\").Aggregate(w => new { NightFlights = w.Count() }).Describe(\"New\");\n    private FeatureView AirportInfo => Airports", StringComparison.Ordinal));
        _serve.Run("plan", "--open", "--message", "Two weeks of a route; where airports are is gone", "--allow-breaking", "airport_info", "late_flight");
        Configure("");
        _serve.Run("materialize", "--to", Now);
        _serve.Run("pause", "airport_info", "--reason", "A new list of airports is being checked");
    }

    // In a bucket that is over when the server that tests open begins.
    private async Task ServeSomeAsync()
    {
        await Task.Run(() => _serve.Start("--clock", "manual:2001-02-19T23:00:00Z"), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(Url), Timeout = TimeSpan.FromMinutes(2) };
        await PostAsync(client, "/get-online-features", $$$"""{"feature_service":"late_flight","entities":{"origin":[{{{Repeated("ORD")}}}],"destination":[{{{Repeated("LAX")}}}]}}""");
        _serve.Stop();
    }

    private void Watch()
    {
        Configure(""" "drift": { "sources": ["departures"], "services": ["late_flight"], "buckets": 10 }, """);
        _serve.Start("--clock", $"manual:{Now}");
    }

    private static string Repeated(string airport) => string.Join(',', Enumerable.Repeat($"\"{airport}\"", 40));

    private void Configure(string more) => File.WriteAllText(Path.Combine(_serve.Folder, "quern.json"), $$"""
        {
          "project": "flights",
          {{more}}
          "cost": { "cpuHour": 0.04, "gibServed": 0.05, "millionRecords": 0.5, "currency": "EUR" },
          "log": { "services": { "late_flight": 1 } },
          "objectives": {
            "answers in time": { "latency": "late_flight", "within": "1d", "target": 0.999 },
            "airports are fresh": { "freshness": "airport_info", "within": "1s", "target": 0.99 },
            "as trained": { "skew": "late_flight", "target": 0.9999 }
          }
        }
        """);

    private async Task FillAsync()
    {
        using var client = new HttpClient { BaseAddress = new(Url), Timeout = TimeSpan.FromMinutes(2) };
        await PostAsync(client, "/v1/streams/departures/events", """
            {"date":"2001-02-19T23:30:00Z","delay":0,"distance":300,"origin":"ORD","destination":"LAX"}
            {"date":"2001-02-19T23:40:00Z","delay":5,"distance":300,"origin":"ORD","destination":"<img src=x onerror=alert(1)>"}
            {"date":"yesterday","origin":"ORD"}
            {"date":"2001-02-19T23:50:00Z","delay":"<b>late</b>","distance":300,"origin":"ORD","destination":"LAX"}
            """, "application/x-ndjson");
        await PostAsync(client, "/materialize-incremental", $$"""{"end_ts":"{{Now}}","feature_views":["airport_delays","route_delays"]}""");
        // Not of the service, which would be held against these two rows from then on.
        await PostAsync(client, "/v1/training-sets", """{"features":["route_delays:mean_delay_7d"],"labels":[{"event_timestamp":"2001-02-10T12:00:00Z","origin":"ORD","destination":"LAX"},{"event_timestamp":"2001-02-11T12:00:00Z","origin":"JFK","destination":"SFO"}]}""");
        while ((await client.GetFromJsonAsync<JsonElement>("/v1/training-sets", TestContext.Current.CancellationToken))[0].GetProperty("status").GetString() is "queued" or "running") await Task.Delay(10, TestContext.Current.CancellationToken);
        foreach (var (consumer, requests) in new[] { ("checkout", 6), ("search-ranking", 3) })
            for (var i = 0; i < requests; i++)
                await PostAsync(client, "/v1/vectors", """{"feature_service":"late_flight","entities":{"origin":["ORD"],"destination":["LAX"]}}""", consumer: consumer);
        while (!IsLookedAt(await client.GetFromJsonAsync<JsonElement>("/v1/drift", TestContext.Current.CancellationToken))) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private static bool IsLookedAt(JsonElement drift) => drift.GetProperty("sources").GetArrayLength() > 0 && drift.GetProperty("services").GetArrayLength() > 0;

    public ValueTask DisposeAsync()
    {
        _serve.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Definitions => Path.Combine(_serve.Folder, "FlightFeatures.cs");

    private void Write(string definitions) => File.WriteAllText(Definitions, definitions);

    private static async Task PostAsync(HttpClient client, string path, string body, string type = "application/json", string? consumer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (consumer is not null) request.Headers.Add("X-Quern-Consumer", consumer);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBeLessThan(300, $"{path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(from, file);
            if (path.Split('/') is ["bin" or "obj" or ".quern", ..]) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, path))!);
            File.Copy(file, Path.Combine(to, path));
        }
    }
}
