using System.Text.Json.Nodes;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;

namespace Quern.Server.Tests.Registry;

/// <summary>The C# that definitions were written in: these tests carry that of <see cref="FlightFeatures"/> alone.</summary>
public sealed class SourceRoutesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-source-");
    private LmdbOnlineStore? _online;

    public void Dispose()
    {
        _online?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("view/departures", "FlightFeatures.Departures", "    public FeatureView Departures =>")]
    [InlineData("view/departures@v1", "FlightFeatures.Departures", "    public FeatureView Departures =>")]
    [InlineData("source/flights", "FlightFeatures.Flights", "    public Source<Flight> Flights =>")]
    [InlineData("entity/airport", "FlightFeatures.Airport", "    public Entity Airport =>")]
    [InlineData("service/late_flight", "FlightFeatures.LateFlight", "    public FeatureService LateFlight =>")]
    [InlineData("on-demand/late", "FlightFeatures.Late", "    [OnDemand] public static double? Late(")]
    public async Task Definition_IsTold_WithItsFileAndItsLines(string path, string member, string line)
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, $"/v1/definitions/{path}/source");
        status.ShouldBe(200);
        (Path.GetFileName((string)body["file"]!), (string)body["member"]!, (int)body["text_line"]!, (bool)body["is_whole"]!).ShouldBe(("FlightFeatures.cs", member, 1, true));
        ((int)body["last_line"]!).ShouldBe((int)body["first_line"]!);
        ((string)body["text"]!).Split('\n')[(int)body["first_line"]! - 1].ShouldStartWith(line);
    }

    [Theory]
    [InlineData("view/nope", "QRN5183", "There is no view 'nope'.")]
    [InlineData("model/flights", "QRN5183", "There is no model 'flights'.")]
    [InlineData("view/FlightFeatures", "QRN5183", "There is no view")]
    [InlineData("view/latest", "QRN5199", "KindFeatures.cs' is not kept")]
    public async Task WhatHasNoSource_IsTold(string path, string code, string text)
    {
        await using var server = await ServeAsync();
        var (status, body) = await GetAsync(server, $"/v1/definitions/{path}/source");
        (status, (string)body["code"]!).ShouldBe((404, code));
        ((string)body["detail"]!).ShouldContain(text);
        ((string)body["hint"]!).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Server_OfDefinitionsThatWereNotApplied_HasNoSource()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/definitions/view/departures/source");
        (status, (string)body!["code"]!).ShouldBe((404, "QRN5199"));
    }

    private async Task<QuernServer> ServeAsync()
    {
        var store = new FileRegistryStore(Path.Combine(_folder.FullName, "registry"));
        new DefinitionRegistry(store).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location), null, "ann", new(0), "first");
        _online = new(Path.Combine(_folder.FullName, "online"));
        return await QuernServer.StartAsync(new ProjectRegistry("flights", store, _online), new() { Url = "http://127.0.0.1:0" }, TestContext.Current.CancellationToken);
    }

    private static async Task<(int Status, JsonNode Body)> GetAsync(QuernServer server, string path)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
