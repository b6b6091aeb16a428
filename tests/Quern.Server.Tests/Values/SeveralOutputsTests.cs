using System.Text;
using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Values;

/// <summary>Several features of one on-demand method, as they are served.</summary>
public sealed class SeveralOutputsTests
{
    private const string TwoRows = """{"iata":["SFO","LAX"],"limit":[2,0],"run":[RUN,RUN]}""";

    [Fact]
    public async Task Service_GivesAllOutputs_ByOneCallForARow()
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new SpreadFeatures()));
        var body = await server.VectorsAsync($$"""{"feature_service":"everything","entities":{{Entities(1)}}}""");
        Names(body).ShouldBe(["iata", "low", "verdict", "is_late", "twice"]);
        (Values(body, 1), Values(body, 2), Values(body, 3), Values(body, 4)).ShouldBe(("[1.0,null]", "[\"SFO\",null]", "[true,null]", "[2.0,null]"));
        Statuses(body, 1).ShouldBe("[\"PRESENT\",\"INVALID\"]");
        SpreadFeatures.CallsOf(1).ShouldBe(2);
    }

    [Fact]
    public async Task Reference_GivesOneOutput_ByItsOwnName()
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new SpreadFeatures()));
        var body = await server.VectorsAsync($$"""{"features":["verdict","departures:count_1h"],"entities":{{Entities(2)}}}""");
        Names(body).ShouldBe(["iata", "verdict", "count_1h"]);
        Values(body, 1).ShouldBe("[\"SFO\",null]");
        SpreadFeatures.CallsOf(2).ShouldBe(2);
        var (status, error) = await server.PostAsync($$"""{"features":["spread"],"entities":{{Entities(2)}}}""");
        status.ShouldBe(422, error);
    }

    [Fact]
    public async Task Only_GivesSomeOutputs()
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new SpreadFeatures()));
        Names(await server.VectorsAsync($$"""{"feature_service":"part","entities":{{Entities(3)}}}""")).ShouldBe(["iata", "is_late"]);
    }

    [Fact]
    public async Task Detail_AndRegistry_TellOutputsAsFeatures()
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new SpreadFeatures()));
        using var response = await server.Client.PostAsync(
            "/v1/vectors", new StringContent($$"""{"feature_service":"everything","entities":{{Entities(4)}}}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var detail = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        detail["features"]!.AsArray().Select(feature => $"{feature!["name"]} {feature["on_demand"]} {feature["type"]}").ShouldBe(
            ["low low float64", "verdict verdict string", "is_late is_late boolean", "twice twice float64"]);
        detail["features"]![0]!["statuses"]!.ToJsonString().ShouldBe("[\"PRESENT\",\"FAILED\"]");

        var (_, registry) = await server.GetAsync("/v1/registry");
        registry!["on_demand"]!.AsArray().Select(feature => $"{feature!["name"]} {feature["type"]} {feature["parameters"]!.AsArray().Count} {feature["description"]}".TrimEnd()).ShouldBe(
            ["low float64 4 What an airport's delays say", "verdict string 4 What an airport's delays say", "is_late boolean 4 What an airport's delays say", "twice float64 1"]);
    }

    private static string Entities(int run) => TwoRows.Replace("RUN", run.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string[] Names(JsonNode body) => [.. body["metadata"]!["feature_names"]!.AsArray().Select(name => (string)name!)];

    private static string Values(JsonNode body, int column) => body["results"]![column]!["values"]!.ToJsonString();

    private static string Statuses(JsonNode body, int column) => body["results"]![column]!["statuses"]!.ToJsonString();
}
