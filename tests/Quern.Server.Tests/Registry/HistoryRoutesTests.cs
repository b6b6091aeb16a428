using System.Text.Json.Nodes;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;
using Quern.Time;

namespace Quern.Server.Tests.Registry;

/// <summary>What was applied when, what a view means, and what reads what.</summary>
public sealed class HistoryRoutesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-history-");
    private LmdbOnlineStore? _online;

    public void Dispose()
    {
        _online?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Applies_AreListed_TheLatestFirst_WithWhatTheyDid()
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, "/v1/registry/commits");
        status.ShouldBe(200);
        body!.AsArray().Select(commit => ((int)commit!["number"]!, (string)commit["author"]!, (string)commit["message"]!, (int)commit["added"]!, (int)commit["changed"]!, (int)commit["removed"]!))
            .ShouldBe([(3, "cleo", "arrivals are gone", 0, 0, 1), (2, "ben", "all of it", 1, 0, 0), (1, "ann", "first", 6, 0, 0)]);
        body[0]!["heads"]!.ToJsonString().ShouldBe("""[{"kind":"remove","thing":"view","name":"arrivals"}]""");
        ((int?)body[2]!["parent"]).ShouldBeNull();
        (await GetAsync(server, "/v1/registry/commits?before=2")).Body!.AsArray().Select(commit => (int)commit!["number"]!).ShouldBe([1]);
    }

    [Fact]
    public async Task Apply_IsTold_WithEachChange()
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, "/v1/registry/commits/2");
        status.ShouldBe(200);
        ((int)body!["commit"]!["number"]!).ShouldBe(2);
        var change = body["changes"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)change["kind"]!, (string)change["thing"]!, (string)change["name"]!, (string)change["summary"]!, (bool)change["needs_backfill"]!).ShouldBe(("add", "view", "arrivals", "1 feature, windows 1h", true));
    }

    [Fact]
    public async Task Definition_ThatIsGone_SaysByWhichApply()
    {
        await using var server = await ServeAsync();
        var (_, body) = await GetAsync(server, "/v1/registry/changes/view/arrivals");
        body!.AsArray().Select(item => ((int)item!["commit"]!["number"]!, (string)item["change"]!["kind"]!)).ShouldBe([(3, "remove"), (2, "add")]);
        (await GetAsync(server, "/v1/registry/changes/view/never")).Body!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/registry/commits/4", 404, "QRN2006")]
    [InlineData("/v1/registry/commits/last", 422, "QRN5181")]
    [InlineData("/v1/registry/commits/0", 422, "QRN5181")]
    [InlineData("/v1/registry/commits?before=-1", 422, "QRN5181")]
    [InlineData("/v1/views/nope", 404, "QRN5012")]
    public async Task WhatIsNotThere_IsTold(string path, int expected, string code)
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, path);
        (status, (string)body!["code"]!).ShouldBe((expected, code));
    }

    [Fact]
    public async Task Server_OfOneVersion_KnowsNoHistory()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/registry/commits");
        (status, (string)body!["code"]!).ShouldBe((503, "QRN5182"));
    }

    [Fact]
    public async Task View_IsTold_InCanonicalText()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/views/departures");
        status.ShouldBe(200);
        ((string)body!["view"]!, ((string)body["definition"]!).Length).ShouldBe(("departures", 64));
        body["join_keys"]!.ToJsonString().ShouldBe("""[{"name":"iata","type":"string"}]""");
        body["shared"]!.AsArray().Select(line => (string)line!).ShouldContain("source flights");
        body["meanings"]!.AsArray().Select(line => (string)line!).ShouldBe(["count = Count over 1h", "mean_delay = Mean over 1h of row.delay : Int64 [delay Int64]"]);
    }

    [Fact]
    public async Task Lineage_LeadsFromSourcesToServices()
    {
        await using var server = await RunningServer.StartAsync();
        var (_, body) = await server.GetAsync("/v1/lineage");
        body!["nodes"]!.AsArray().Select(node => (string)node!["id"]!).ShouldBe(
            ["source:flights", "view:arrivals", "view:departures", "request:limit", "on-demand:late", "service:airports", "service:late_flight"], ignoreOrder: true);
        body["edges"]!.AsArray().Select(edge => $"{edge!["from"]} {edge["to"]} {edge["feature"]}".TrimEnd()).ShouldContain("view:departures on-demand:late mean_delay_1h");
    }

    [Fact]
    public async Task Columns_OfAService_SayWhatTheyComeFrom()
    {
        await using var server = await RunningServer.StartAsync();
        var (_, body) = await server.GetAsync("/v1/services/late_flight");
        body!["features"]!.AsArray().Select(feature => (string)feature!["from"]!).ShouldBe(["departures:count_1h", "departures:mean_delay_1h", "late"]);
    }

    private async Task<QuernServer> ServeAsync()
    {
        var store = new FileRegistryStore(Path.Combine(_folder.FullName, "registry"));
        var registry = new DefinitionRegistry(store);
        var assembly = File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location);
        var all = SnapshotWriter.Of(FlightFeatures.Plan());
        var some = all with { Views = [.. all.Views.Where(view => view.Name != "arrivals")] };
        var first = registry.Apply(some, assembly, null, "ann", new(0), "first");
        var second = registry.Apply(all, assembly, first, "ben", new(Instant.PerSecond), "all of it");
        registry.Apply(some, assembly, second, "cleo", new(2 * Instant.PerSecond), "arrivals are gone");
        _online = new(Path.Combine(_folder.FullName, "online"));
        return await QuernServer.StartAsync(new ProjectRegistry("flights", store, _online), new() { Url = "http://127.0.0.1:0" }, TestContext.Current.CancellationToken);
    }

    private static async Task<(int Status, JsonNode? Body)> GetAsync(QuernServer server, string path)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
