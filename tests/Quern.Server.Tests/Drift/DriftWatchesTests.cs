using System.Text.Json.Nodes;
using Quern.Definitions;
using Quern.Engine.Alerts;
using Quern.Engine.Expectations.Series;
using Quern.Server.Drift;
using Quern.Server.Tests.Audits;
using Quern.Time;

namespace Quern.Server.Tests.Drift;

/// <summary>A server that watches for drift, and tells of it.</summary>
public sealed class DriftWatchesTests
{
    // Up to the 20th of March; on that day all delays are in seconds.
    private const string Flights = """
        (SELECT TIMESTAMP '2001-01-21' + to_seconds(i * 288) AS t, (5 + hash(i) % 60)::BIGINT * CASE WHEN i >= 58 * 300 THEN 60 ELSE 1 END AS d, ['ORD', 'SFO', 'JFK'][(1 + hash(i, 'o') % 3)::BIGINT] AS o, ['ORD', 'SFO', 'JFK'][(1 + hash(i, 'e') % 3)::BIGINT] AS e
         FROM range(59 * 300) r(i)) v
        """;

    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    [Fact]
    public async Task SourceAndService_AreWatched_AndWhatFollowsIsFoldedUnderItsCause()
    {
        using var flights = new AuditedFlights();
        flights.WriteFlightsOf(Flights);
        using var watches = flights.Watch(new() { Sources = ["flights"], Shown = 10 });
        await using var server = await flights.StartAsync(watches, new(new(new Memory(), TimeProvider.System, TimeSpan.FromHours(4)), []) { Every = TimeSpan.FromMilliseconds(20) });
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        (await JsonAsync(client, "/v1/drift"))!.ToJsonString().ShouldBe("""{"sources":[],"services":[],"views":[],"trouble":null}""");
        (await client.GetAsync("/v1/sources/flights/profile", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        var random = new Random(5);
        for (var day = 0; day < 20; day++)
        {
            flights.Clock.Set(new(AuditedFlights.Noon.Microseconds + (day * Day.Microseconds)));
            await flights.AskAsync(client, [.. Enumerable.Range(0, 40).Select(_ => random.Next(3) == 0 ? "JFK" : "ORD")], limit: day == 19 ? 900 : 10 + random.Next(5));
        }

        flights.Clock.Set(new(AuditedFlights.Noon.Microseconds + (20 * Day.Microseconds)));
        watches.LookAtAll();

        var drift = (await JsonAsync(client, "/v1/drift"))!;
        var source = drift["sources"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)source["source"]!, source["trouble"], source["buckets"]!.AsArray().Count, (long)source["buckets"]![9]!["rows"]!).ShouldBe(("flights", null, 10, 300));
        source["buckets"]!.AsArray().Take(9).ShouldAllBe(bucket => bucket!["incidents"]!.AsArray().All(incident => !(bool)incident!["is_fault"]!));
        var incident = source["buckets"]![9]!["incidents"]![0]!;
        ((string)incident["cause"]!, (string)incident["where"]!, (bool)incident["is_fault"]!).ShouldBe(("unit change", "delay", true));
        var service = drift["services"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)service["against"]!, (int)service["buckets"]![9]!["drifted"]!, (int)service["buckets"]![8]!["drifted"]!).ShouldBe(("the 28 buckets before", 1, 0));
        var feature = service["features"]![0]!;
        ((string)feature["name"]!, (bool)feature["is_feature"]!, (string)feature["state"]!, (double)feature["severity"]![9]! > 0.5, (double)feature["severity"]![8]!).ShouldBe(("limit", false, "compared", true, 0));

        var profile = (await JsonAsync(client, "/v1/sources/flights/profile"))!;
        profile["rows"]!.AsArray().Select(rows => (long)rows!).ShouldAllBe(rows => rows == 300);
        var delay = profile["fields"]!.AsArray().Single(field => (string)field!["name"]! == "delay")!;
        delay["parts"]!.AsArray().Sum(part => (double)part!["share"]!).ShouldBe(1, 1e-9);
        ((double)delay["mean_by_bucket"]![9]!).ShouldBeGreaterThan(30 * (double)delay["mean_by_bucket"]![8]!);
        var airports = (await JsonAsync(client, "/v1/services/late_flight/profile"))!["fields"]!.AsArray().Single(field => (string)field!["name"]! == "iata")!;
        airports["parts"]!.AsArray().Select(part => (string)part!["label"]!).ShouldBe(["ORD", "JFK"]);

        // Online state was brought up on the first day alone.
        ((string)service["point_in_time"]!, service["availability"]!.ToJsonString()).ShouldBe(("boarding", """[{"of":"departures","within":"1d","promised":0.5,"share":0,"reads":40,"missing":0,"older":40,"kept":false}]"""));
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        metrics.ShouldContain("""quern_drift_faults{source="flights"} 1""" + '\n');
        metrics.ShouldContain("""quern_drift_features{service="late_flight"} 1""" + '\n');
        metrics.ShouldContain("""quern_expectation_unmet{source="flights"} 1""" + '\n');

        // The last flight was at the end of the day before.
        var expected = source["expectations"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)expected["name"]!, (string)expected["on_fail"]!, (long)expected["failed"]!, (string)expected["unit"]!, (bool)expected["holds"]!, (bool)expected["is_open"]!).ShouldBe(("an event every 8h", "warn", 1, "gap", false, true));
        var alerts = await AlertsAsync(client, count: 4);
        ((string)alerts["expectation/flights/an event every 8h"]["title"]!).ShouldBe("Source 'flights' is not as expected: an event every 8h");
        ((string)alerts["drift/source/flights"]["title"]!).ShouldBe("Source 'flights' is not as it was: unit change of delay");
        ((string?)alerts["drift/source/flights"]["because"], (string?)alerts["drift/service/late_flight"]["because"]).ShouldBe((null, "drift/source/flights"));
        ((string)alerts["availability/late_flight/departures"]["title"]!, (string)alerts["availability/late_flight/departures"]["evidence"]!, (string?)alerts["availability/late_flight/departures"]["because"])
            .ShouldBe(("'departures' is not there as service 'late_flight' promises at boarding", "2001-03-20T00:00:00Z: 0 % of 40 reads, promised 50 %; 0 missing, 40 older than 1d.", "drift/source/flights"));
        // What follows from another is not told by itself.
        alerts["drift/service/late_flight"]["told"].ShouldBeNull();
        alerts["drift/source/flights"]["told"].ShouldNotBeNull();
    }

    [Fact]
    public void Gap_IsOpen_UntilAnEventEndsIt_AndToldForADay()
    {
        using var flights = new AuditedFlights();
        using var watches = flights.Watch(new() { Sources = ["flights"], Services = [] });
        (bool Holds, bool IsOpen, string? Note) Look(string rows, Duration after)
        {
            flights.WriteFlights(rows);
            flights.Clock.Set(AuditedFlights.Noon + after);
            watches.LookAtAll();
            var found = watches.Found.Sources.ShouldHaveSingleItem();
            found.Trouble.ShouldBeNull();
            var expected = found.Expectations.ShouldHaveSingleItem();
            return (expected.Holds, expected.IsOpen, expected.Note);
        }

        const string Early = "('2001-03-01 01:00:00', 10, 'ORD', 'SFO')", Late = Early + ", ('2001-03-01 11:59:00', 10, 'ORD', 'SFO')";
        Look(Early, default).ShouldBe((false, true, "'an event every 8h' of flights is not met by 1 gap: first no event for 11h from 2001-03-01T01:00:00Z on, as of 2001-03-01T12:00:00Z"));
        // Within a minute nothing is judged again.
        Look(Late, new(30 * Instant.PerSecond)).IsOpen.ShouldBeTrue();
        Look(Late, AuditedFlights.Minute).ShouldBe((false, false, "'an event every 8h' of flights is not met by 1 gap: first no event for 10h 59m from 2001-03-01T01:00:00Z to 2001-03-01T11:59:00Z"));
        Look(Late + ", ('2001-03-01 18:00:00', 10, 'ORD', 'SFO'), ('2001-03-02 01:00:00', 10, 'ORD', 'SFO'), ('2001-03-02 08:00:00', 10, 'ORD', 'SFO'), ('2001-03-02 12:00:00', 10, 'ORD', 'SFO')", Day + AuditedFlights.Minute).ShouldBe((true, false, null));
    }

    [Fact]
    public async Task Features_AreJudgedAsOfNow_OfEachEntityWithEvents()
    {
        using var flights = new AuditedFlights();
        flights.WriteFlights("('2001-03-01 10:59:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:30:00', 700, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'SFO', 'ORD')");
        using var watches = flights.Watch(new() { Sources = ["flights"], Services = [] });
        await using var server = await flights.StartAsync(watches, new(new(new Memory(), TimeProvider.System, TimeSpan.FromHours(4)), []) { Every = TimeSpan.FromMilliseconds(20) });
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        watches.LookAtAll();
        (await JsonAsync(client, "/v1/drift"))!["views"]!.ToJsonString().ShouldBe(
            """[{"view":"departures","as_of":"2001-03-01T12:00:00Z","trouble":null,"entities":2,"is_sample":false,"expectations":[{"name":"mean_delay_1h is from -60 to 600","on_fail":"warn","rows":2,"failed":1,"unit":"value","holds":false,"is_open":true,"note":"1 of 2 values of mean_delay_1h fail: \u0027mean_delay_1h is from -60 to 600\u0027; first 700 of iata=ORD"}]}]""");
        (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("""quern_feature_unmet{view="departures"} 1""" + '\n');
        var alert = (await AlertsAsync(client, count: 1))["expectation/view/departures/mean_delay_1h is from -60 to 600"];
        ((string)alert["title"]!, (string)alert["command"]!).ShouldBe(("Features of view 'departures' are not as expected: mean_delay_1h is from -60 to 600", "quern test departures"));

        var file = Path.Combine(flights.Project.Folder, "flights.parquet");
        File.Move(file, file + ".away");
        flights.Clock.Set(AuditedFlights.Noon + AuditedFlights.Minute);
        watches.LookAtAll();
        watches.Found.Views.ShouldHaveSingleItem().ShouldSatisfyAllConditions(view => view.Trouble!.ShouldContain("view 'departures' cannot be watched"), view => view.Expectations.Count.ShouldBe(1));
    }

    [Theory]
    [InlineData(OnFail.Observe, false)]
    [InlineData(OnFail.Warn, true)]
    [InlineData(OnFail.Pause, true)]
    public void Expectation_IsOpen_WhereItTellsAnybody(OnFail onFail, bool isOpen)
    {
        var missed = new SeriesOutcome("flights", new VolumeExpectation("rows", onFail, Day) { Least = 1 }, 0, 1, "bucket") { Breaches = [new(AuditedFlights.Noon, AuditedFlights.Noon, 0, 1, null, "no rows")] };
        ExpectationWatch.Shape(missed).IsOpen.ShouldBe(isOpen);
        ExpectationWatch.Shape(missed with { Failed = 0 }).IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task WhatCannotBeWatched_IsTold_AndTriedAgain()
    {
        using var flights = new AuditedFlights();
        using var watches = flights.Watch(new() { Sources = ["flights", "trains"], Services = ["late_train"] });
        await using var server = await flights.StartAsync(watches);
        var file = Path.Combine(flights.Project.Folder, "flights.parquet");
        File.Move(file, file + ".away");
        watches.LookAtAll();
        watches.Found.Sources[0].Trouble!.ShouldContain("source 'flights' cannot be watched");
        watches.Found.Sources[1].Trouble!.ShouldContain("'drift' names source 'trains', which there is not");
        watches.Found.Services.Single().Trouble!.ShouldContain("late_train");
        File.Move(file + ".away", file);
        watches.LookAtAll();
        watches.Found.Sources[0].Trouble.ShouldBeNull();
        watches.Found.Sources[0].LookedAt.ShouldBe(AuditedFlights.Noon.ToString());
    }

    private static async Task<JsonNode?> JsonAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken));

    // By their keys, once there are so many.
    private static async Task<Dictionary<string, JsonNode>> AlertsAsync(HttpClient client, int count)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var alerts = (await JsonAsync(client, "/v1/alerts"))!["alerts"]!.AsArray();
            if (alerts.Count >= count) return alerts.ToDictionary(alert => (string)alert!["key"]!, alert => alert!);
        }
    }

    private sealed class Memory : IAlertStore
    {
        private AlertState _state = new([], []);

        public AlertState Read() => _state;

        public void Write(AlertState state) => _state = state;
    }
}
