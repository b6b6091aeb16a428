using System.Text.Json.Nodes;
using Quern.Server.Audits;
using Quern.Time;

namespace Quern.Server.Tests.Audits;

/// <summary>A server that audits what it has served, and tells of it.</summary>
public sealed class SkewAuditsTests
{
    [Fact]
    public async Task WhatIsSettled_IsAuditedOnce_AndWhatDiffersIsToldForAnHour()
    {
        using var flights = new AuditedFlights();
        var audits = flights.Audits;
        await using var server = await flights.StartAsync();
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        (await AuditsAsync(client))["services"]!.AsArray().ShouldBeEmpty();

        await flights.AskAsync(client);
        audits.AuditAll();
        // Late events may come for a minute.
        (await ServiceAsync(client))["vectors"]!.GetValue<long>().ShouldBe(0);
        flights.Clock.Set(AuditedFlights.Noon + AuditedFlights.Minute);
        audits.AuditAll();
        audits.AuditAll();
        var same = await ServiceAsync(client);
        (same["vectors"]!.GetValue<long>(), same["values"]!.GetValue<long>(), same["different"]!.GetValue<long>(), same["trouble"]).ShouldBe((2, 6, 0, null));

        // Online state is not brought up to what comes now.
        flights.WriteFlights("('2001-03-01 11:30:00', 10, 'ORD', 'SFO'), ('2001-03-01 11:50:00', 30, 'ORD', 'SFO'), ('2001-03-01 12:00:30', 50, 'ORD', 'SFO')");
        await flights.AskAsync(client);
        flights.Clock.Set(AuditedFlights.Noon + AuditedFlights.Minute + AuditedFlights.Minute);
        audits.AuditAll();
        var skewed = await ServiceAsync(client);
        (skewed["vectors"]!.GetValue<long>(), skewed["different"]!.GetValue<long>()).ShouldBe((4, 3));
        skewed["causes"]!.AsArray().Select(cause => $"{cause!["view"]} {cause["cause"]} {cause["values"]} {cause["by_design"]}").ShouldBe(["departures stale_source 2 false", "late stale_source 1 false"]);
        var example = skewed["examples"]!.AsArray().First(example => example!["feature"]!.GetValue<string>() == "count_1h")!;
        (example["keys"]!["iata"]!.GetValue<string>(), example["served"]!["value"]!.GetValue<string>(), example["computed"]!["value"]!.GetValue<string>(), example["evidence"]!.GetValue<string>())
            .ShouldBe(("ORD", "2", "3", "online state had come to 2001-03-01T12:00:00Z, 1m before the read; up to there history gives what was served"));

        flights.Clock.Set(AuditedFlights.Noon + new Duration(3 * 3_600 * Instant.PerSecond));
        (await ServiceAsync(client))["vectors"]!.GetValue<long>().ShouldBe(0);

        await flights.AskAsync(client);
        File.Delete(Path.Combine(flights.Project.Folder, "flights.parquet"));
        flights.Clock.Set(AuditedFlights.Noon + new Duration(4 * 3_600 * Instant.PerSecond));
        audits.AuditAll();
        (await ServiceAsync(client))["trouble"]!.GetValue<string>().ShouldContain("QRN6210");
    }

    [Fact]
    public void Defaults_AreThoseThatAreDocumented()
    {
        var options = new AuditOptions();
        (options.Sample, options.MostVectors, options.Settle.TotalSeconds, options.AsKnown, options.Every).ShouldBe((0.1, 1_000, 3_600, false, TimeSpan.FromMinutes(1)));
    }

    private static async Task<JsonNode> AuditsAsync(HttpClient client) => JsonNode.Parse(await client.GetStringAsync("/v1/audits", TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> ServiceAsync(HttpClient client) => (await AuditsAsync(client))["services"]!.AsArray().Single()!;
}
