using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;
using Quern.Time;

namespace Quern.Server.Tests.Registry;

/// <summary>Open plans with what they touch, and the way back to what was applied once.</summary>
public sealed class PlanRoutesTests : IDisposable
{
    private static readonly RepositoryPlan Project = FlightFeatures.Plan();
    private static readonly RepositorySnapshot All = SnapshotWriter.Of(Project);
    private static readonly RepositorySnapshot Some = All with { Views = [.. All.Views.Where(view => view.Name != "arrivals")] };
    private static readonly byte[] Assembly = File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-plans-");
    private readonly DefinitionRegistry _registry;
    private readonly FileRegistryStore _store;
    private readonly LmdbOnlineStore _online;

    public PlanRoutesTests()
    {
        _store = new(Path.Combine(_folder.FullName, "registry"));
        _registry = new(_store);
        _online = new(Path.Combine(_folder.FullName, "online"));
        _registry.Apply(All, Assembly, null, "ann", new(0), "first");
    }

    public void Dispose()
    {
        _online.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Plans_AreListed_TheLatestFirst_WithoutThoseThatEnded()
    {
        await using var server = await ServeAsync();
        (await GetAsync(server, "/v1/registry/plans")).Body!.AsArray().ShouldBeEmpty();
        for (var i = 0; i < 3; i++) Open(Some, $"plan {i}");
        _registry.ClosePlan(2, "ben", default);

        var (status, body) = await GetAsync(server, "/v1/registry/plans");

        status.ShouldBe(200);
        body!.AsArray().Select(plan => ((int)plan!["number"]!, (int)plan["over"]!, (string)plan["author"]!, (string)plan["message"]!, (int)plan["removed"]!, (bool)plan["stale"]!, (long)plan["backfill_rows"]!))
            .ShouldBe([(3, 1, "ann", "plan 2", 1, false, 42), (1, 1, "ann", "plan 0", 1, false, 42)]);
        _registry.ApplyPlan(1, "ben", default, "");
        (await GetAsync(server, "/v1/registry/plans")).Body!.AsArray().ShouldHaveSingleItem()!["stale"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Plan_TellsWhatItTouches_AlsoWhatGoes_AndHowItEnded()
    {
        await using var server = await ServeAsync();
        Open(Some with { Sources = [.. Some.Sources.Select(source => source with { Description = "another" })] }, "less");

        var (_, body) = await GetAsync(server, "/v1/registry/plans/1");

        Names(body!["changes"]!).ShouldBe(["change source flights", "remove view arrivals"]);
        body["notes"]!.AsArray().Select(note => (string)note!).ShouldBe(["a note"]);
        body["touched"]!.AsArray().Select(touched => $"{touched!["how"]} {touched["id"]}").ShouldBe(
            ["change source:flights", "reads view:departures", "remove view:arrivals", "reads on-demand:late", "reads service:airports", "reads service:late_flight"], ignoreOrder: true);
        body["lineage"]!["edges"]!.AsArray().Select(edge => $"{edge!["from"]} {edge["to"]}").ShouldContain("source:flights view:arrivals");
        body["ended"].ShouldBeNull();

        _registry.ApplyPlan(1, "ben", new(7 * Instant.PerSecond), "");
        var ended = (await GetAsync(server, "/v1/registry/plans/1")).Body!;
        ended["ended"]!.ToJsonString().ShouldBe("""{"author":"ben","time":"1970-01-01T00:00:07Z","commit":2}""");
        Names(ended["changes"]!).ShouldBe(Names(body["changes"]!));
    }

    [Fact]
    public async Task Rollback_IsLookedAtFirst_AndIsRefusedOverWhatNobodyLookedAt()
    {
        _registry.Apply(Some, Assembly, _store.Head(), "ben", new(Instant.PerSecond), "less");
        await using var server = await ServeAsync();

        var plan = (await GetAsync(server, "/v1/registry/commits/1/rollback")).Body!;
        ((int)plan["to"]!, (int)plan["over"]!).ShouldBe((1, 2));
        Names(plan["changes"]!).ShouldBe(["add view arrivals"]);

        (await RollBackAsync(server, new { to = 1, over = 1 })).ShouldBe((409, "QRN2005"));
        (await RollBackAsync(server, new { to = 9, over = 2 })).ShouldBe((404, "QRN2006"));
        _store.HeadNumber().ShouldBe(2);

        using var client = new HttpClient { BaseAddress = new(server.Url), DefaultRequestHeaders = { { "X-Quern-Consumer", "gallery" } } };
        using var response = await client.PostAsJsonAsync("/v1/registry/rollback", new { to = 1, over = 2 }, TestContext.Current.CancellationToken);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"commit":3}""");
        (_store.Head()!.Author, _store.Head()!.Message).ShouldBe(("gallery", "Rollback to commit 1: first"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "to": 0, "over": 1 }""")]
    [InlineData("""{ "to": "1", "over": 1 }""")]
    [InlineData("""{ "to": 1 """)]
    public async Task Rollback_OfNothingThatMakesSense_IsTold(string body)
    {
        await using var server = await ServeAsync();
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var content = new StringContent(body);
        using var response = await client.PostAsync("/v1/registry/rollback", content, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(422);
        _store.HeadNumber().ShouldBe(1);
    }

    [Fact]
    public async Task ServerThatOnlyReads_RollsNothingBack()
    {
        await using var server = await ServeAsync(rollsBack: false);
        (await RollBackAsync(server, new { to = 1, over = 1 })).ShouldBe((409, "QRN5193"));
        _store.HeadNumber().ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/registry/plans/4", 404, "QRN2011")]
    [InlineData("/v1/registry/plans/last", 422, "QRN5192")]
    [InlineData("/v1/registry/commits/4/rollback", 404, "QRN2006")]
    [InlineData("/v1/registry/commits/x/rollback", 422, "QRN5181")]
    public async Task WhatIsNotThere_IsTold(string path, int expected, string code)
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, path);
        (status, (string)body!["code"]!).ShouldBe((expected, code));
    }

    private static IEnumerable<string> Names(JsonNode changes) => changes.AsArray().Select(change => $"{change!["kind"]} {change["thing"]} {change["name"]}");

    private void Open(RepositorySnapshot snapshot, string message) => _registry.Open(snapshot, Assembly, _store.Head(), new(42, ["a note"], LineageWithoutArrivals()), "ann", default, message);

    private static Lineage LineageWithoutArrivals()
    {
        var (all, gone) = (Lineage.Of(Project), new LineageNode(LineageKind.View, "arrivals"));
        return new([.. all.Nodes.Where(node => node != gone)], [.. all.Edges.Where(edge => edge.From != gone && edge.To != gone)]);
    }

    private Task<QuernServer> ServeAsync(bool rollsBack = true) =>
        QuernServer.StartAsync(new ProjectRegistry("flights", _store, _online), new() { Url = "http://127.0.0.1:0", RollsBack = rollsBack }, TestContext.Current.CancellationToken);

    private static async Task<(int Status, string? Code)> RollBackAsync(QuernServer server, object body)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var response = await client.PostAsJsonAsync("/v1/registry/rollback", body, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return ((int)response.StatusCode, (string?)answer["code"]);
    }

    private static async Task<(int Status, JsonNode? Body)> GetAsync(QuernServer server, string path)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
