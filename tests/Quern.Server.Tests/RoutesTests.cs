using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Quern.Server.Tests;

public sealed class RoutesTests
{
    [Fact]
    public async Task Health_WhenReady_Is200WithoutABody()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.GetAsync("/health")).ShouldBe((200, null));
    }

    [Fact]
    public async Task Registry_TellsWhatIsDefined()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/registry");
        status.ShouldBe(200);
        ((string)body!["project"]!, (string)body["version"]!).ShouldBe(("flights", "1"));
        body["views"]!.AsArray().Select(view => (string)view!["name"]!).ShouldBe(["arrivals", "departures"]);
        body["views"]![0]!["status"]!.ToJsonString().ShouldBe("""{"materialized_to":"1970-01-01T00:00:00Z"}""");
        body["views"]![1]!["features"]![1]!.ToJsonString().ShouldBe("""{"name":"mean_delay_1h","type":"float64","feature_type":"numeric","window":"1h"}""");
        body["on_demand"]![0]!["name"]!.ToString().ShouldBe("late");
    }

    [Fact]
    public async Task Json_IsCompressed_ForWhoAsks_ExceptVectors()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient { BaseAddress = new(server.Url), DefaultRequestHeaders = { AcceptEncoding = { new("gzip") } } };
        using var registry = await client.GetAsync("/v1/registry", TestContext.Current.CancellationToken);
        registry.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var unpacked = new GZipStream(await registry.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        (await JsonNode.ParseAsync(unpacked, cancellationToken: TestContext.Current.CancellationToken))!.ToJsonString().ShouldBe((await server.GetAsync("/v1/registry")).Body!.ToJsonString());
        using var vectors = await client.PostAsync("/get-online-features", new StringContent("""{"feature_service":"airports","entities":{"iata":["ORD"]}}"""), TestContext.Current.CancellationToken);
        vectors.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await vectors.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("PRESENT");
    }

    [Fact]
    public async Task Service_TellsWhatARequestNeeds()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/services/late_flight");
        status.ShouldBe(200);
        body!["join_keys"]!.ToJsonString().ShouldBe("""[{"name":"iata","type":"string"}]""");
        body["request_fields"]!.ToJsonString().ShouldBe("""[{"name":"limit","type":"int64"}]""");
        body["owner"]!.ToString().ShouldBe("ops@example.com");
    }

    [Fact]
    public async Task Service_ThatIsNotThere_Is404()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/services/nope");
        (status, (string)body!["code"]!, (string)body["hint"]!).ShouldBe((404, "QRN5011", "Services: airports, late_flight."));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nope")]
    [InlineData("/v1/registry/nope")]
    public async Task Route_ThatIsNotThere_Is404Json(string path)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync(path);
        (status, (string)body!["code"]!).ShouldBe((404, "QRN5020"));
    }

    [Theory]
    [InlineData("GET", "/get-online-features", "POST")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("DELETE", "/v1/clock", "GET, PUT")]
    public async Task Verb_ThatDoesNotFit_Is405Json(string verb, string path, string allowed)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.SendAsync(new(new(verb), path), TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(405);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"Use {allowed}.");
    }

    [Fact]
    public async Task OpenApi_DescribesEveryRoute()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, document) = await server.GetAsync("/openapi/v1.json");
        status.ShouldBe(200);
        ((string)document!["openapi"]!).ShouldStartWith("3.");
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key} {path.Key}")).Order(StringComparer.Ordinal).ShouldBe(
            ["delete /v1/training-sets/{id}", "get /health", "get /metrics", "get /v1/alerts", "get /v1/audits", "get /v1/clock", "get /v1/dead-letters", "get /v1/definitions/{thing}/{name}/source", "get /v1/drift", "get /v1/feeds", "get /v1/lineage", "get /v1/log", "get /v1/materializations", "get /v1/objectives", "get /v1/registry", "get /v1/registry/changes/{thing}/{name}", "get /v1/registry/commits", "get /v1/registry/commits/{number}", "get /v1/registry/commits/{number}/rollback", "get /v1/registry/plans", "get /v1/registry/plans/{number}", "get /v1/services/{name}", "get /v1/services/{name}/profile", "get /v1/services/{name}/traffic", "get /v1/services/{name}/usage", "get /v1/sources/{name}/profile", "get /v1/status", "get /v1/status/stream", "get /v1/streams", "get /v1/training-sets", "get /v1/training-sets/{id}", "get /v1/training-sets/{id}/result", "get /v1/usage", "get /v1/usage/alike", "get /v1/usage/features", "get /v1/views/{view}", "get /v1/views/{view}/changes", "get /v1/views/{view}/usage", "post /get-online-features", "post /materialize", "post /materialize-incremental", "post /push", "post /v1/dead-letters/replay", "post /v1/explain", "post /v1/registry/rollback", "post /v1/series", "post /v1/streams/{stream}/events", "post /v1/training-sets", "post /v1/vectors", "post /write-to-online-store", "put /v1/clock"]);
        var online = document["paths"]!["/get-online-features"]!["post"]!;
        online["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!.ToString().ShouldBe("#/components/schemas/OnlineRequestShape");
        document["components"]!["schemas"]!["OnlineRequestShape"]!["properties"]!.AsObject().Select(property => property.Key).ShouldContain("feature_service");
        References(document).ShouldAllBe(reference => document["components"]!["schemas"]!.AsObject().ContainsKey(reference));
    }

    [Theory]
    [InlineData("post /v1/vectors", "at:string error_bounds:boolean deadline_ms:integer")]
    [InlineData("post /v1/explain", "at:string events:integer")]
    [InlineData("post /materialize", "async:boolean force:boolean")]
    [InlineData("post /materialize-incremental", "async:boolean force:boolean")]
    [InlineData("get /v1/views/{view}/changes", "when:string keys:object")]
    [InlineData("get /v1/registry", "")]
    public async Task OpenApi_DescribesWhatMayComeAfterTheQuestionMark(string route, string parts)
    {
        await using var server = await RunningServer.StartAsync();
        var (_, document) = await server.GetAsync("/openapi/v1.json");
        var (verb, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        var parameters = document!["paths"]![path]![verb]!["parameters"]?.AsArray().Where(parameter => (string)parameter!["in"]! == "query") ?? [];
        string.Join(' ', parameters.Select(parameter => $"{parameter!["name"]}:{parameter["schema"]!["type"]}")).ShouldBe(parts);
        foreach (var deadline in parameters.Where(parameter => (string)parameter!["name"]! == "deadline_ms"))
            (((int)deadline!["schema"]!["minimum"]!), (int)deadline["schema"]!["maximum"]!, (bool?)deadline["required"]).ShouldBe((1, 600_000, null));
    }

    [Fact]
    public async Task Answers_AreJson_AndTellNothingOfTheServer()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.GetAsync("/v1/registry", TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/json", "utf-8"));
        response.Headers.Server.ShouldBeEmpty();
    }

    private static IEnumerable<string> References(System.Text.Json.Nodes.JsonNode document) =>
        System.Text.RegularExpressions.Regex.Matches(document.ToJsonString(), "\"#/components/schemas/([^\"]+)\"").Select(match => match.Groups[1].Value);
}
