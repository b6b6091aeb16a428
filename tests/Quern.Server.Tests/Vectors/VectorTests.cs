using System.Text.Json.Nodes;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Vectors;

/// <summary>Vectors in Quern's own form: what is known of each value, now and in the past.</summary>
public sealed class VectorTests
{
    private const string Ann = """{"feature_service":"checkout","entities":{"customer":["ann","zoe",null]}}""";

    [Fact]
    public async Task EachValue_HasItsStatus_Time_Age_AndDefinition()
    {
        await using var server = await ShopAsync();
        var (status, body) = await PostAsync(server, "/v1/vectors", Ann);
        status.ShouldBe(200, body.ToJsonString());
        (Text(body, "service"), Text(body, "version"), Text(body, "at"), Text(body, "from")).ShouldBe(("checkout", "1", "2024-05-01T12:00:00Z", "online"));
        body["keys"]!.ToJsonString().ShouldBe("""{"customer":["ann","zoe",null]}""");
        var spent = Column(body, "spent_1h");
        (Text(spent, "feature"), (int)spent["version"]!, Text(spent, "definition").Length, Text(spent, "type"), Text(spent, "complete_to")).ShouldBe(("spending:spent_1h", 1, 64, "float64", "2024-05-01T12:00:00Z"));
        spent["values"]!.ToJsonString().ShouldBe("[4.0,null,null]");
        spent["statuses"]!.ToJsonString().ShouldBe("""["PRESENT","NULL_VALUE","NOT_FOUND"]""");
        spent["ages_ms"]!.ToJsonString().ShouldBe("[0,0,null]");
        var shop = Column(body, "shop");
        shop["values"]!.ToJsonString().ShouldBe("""["s",null,null]""");
        shop["event_times"]!.ToJsonString().ShouldBe("""["2024-05-01T11:20:00Z",null,null]""");
        shop["ages_ms"]!.ToJsonString().ShouldBe($"[{40 * 60 * 1000},null,null]");
        spent["error_bound"].ShouldBeNull();
    }

    [Fact]
    public async Task ThePast_IsReadFromHistory()
    {
        await using var server = await ShopAsync();
        var (status, body) = await PostAsync(server, "/v1/vectors?at=2024-05-01T11:10:00Z", Ann);
        status.ShouldBe(200, body.ToJsonString());
        (Text(body, "at"), Text(body, "from")).ShouldBe(("2024-05-01T11:10:00Z", "history"));
        Column(body, "spent_1h")["values"]!.ToJsonString().ShouldBe("[2.5,null,null]");
        Column(body, "last_amount")["values"]!.ToJsonString().ShouldBe("[2.5,null,null]");
        Column(body, "shop")["statuses"]!.ToJsonString().ShouldBe("""["NULL_VALUE","NOT_FOUND","NOT_FOUND"]""");
        Column(body, "shop")["event_times"].ShouldBeNull();
    }

    [Fact]
    public async Task NowFromHistory_IsWhatIsServed()
    {
        await using var server = await ShopAsync();
        var (_, online) = await PostAsync(server, "/v1/vectors", Ann);
        var (_, history) = await PostAsync(server, "/v1/vectors?at=2024-05-01T12:00:00Z", Ann);
        foreach (var column in online["features"]!.AsArray())
            Column(history, Text(column!, "name"))["values"]!.ToJsonString().ShouldBe(column!["values"]!.ToJsonString());
    }

    [Theory]
    [InlineData("?at=yesterday", "QRN5146")]
    [InlineData("?at=2024-05-01T12:00:01Z", "QRN5144")]
    [InlineData("?error_bounds=perhaps", "QRN5145")]
    [InlineData("?asof=2024-05-01T12:00:00Z", "QRN5143")]
    public async Task AQueryThatIsWrong_IsTold(string query, string code)
    {
        await using var server = await ShopAsync();
        var (status, body) = await PostAsync(server, "/v1/vectors" + query, Ann);
        (status, body.Codes()).ShouldBe((422, code));
    }

    [Fact]
    public async Task EverythingThatIsWrong_IsToldAtOnce()
    {
        await using var server = await ShopAsync();
        var (status, body) = await PostAsync(server, "/v1/vectors?at=yesterday&when=now", """{"feature_service":"checkout","entities":{"client":["ann"]}}""");
        (status, body.Codes()).ShouldBe((422, "QRN5146 QRN5143 QRN5006"));
        (status, body) = await PostAsync(server, "/v1/vectors", """{"feature_service":"chekout","entities":{"customer":["ann"]}}""");
        (status, body.Codes()).ShouldBe((404, "QRN5011"));
        (status, body) = await PostAsync(server, "/v1/vectors", "[");
        (status, body.Codes()).ShouldBe((422, "QRN5001"));
    }

    internal static async Task<StreamServer> ShopAsync()
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync("""
            [{"at":"2024-05-01T10:40:00Z","customer":"ann","amount":2.5},
             {"at":"2024-05-01T11:20:00Z","customer":"ann","amount":4,"shop":"s"},
             {"at":"2024-05-01T11:30:00Z","customer":"bob","amount":1}]
            """);
        status.ShouldBe(200, body!.ToJsonString());
        return server;
    }

    internal static async Task<(int Status, JsonNode Body)> PostAsync(StreamServer server, string path, string body)
    {
        var (status, text) = await server.Client.AskAsync(path, body);
        return (status, JsonNode.Parse(text)!);
    }

    internal static string Text(JsonNode node, string name) => (string)node[name]!;

    private static JsonNode Column(JsonNode body, string name) => body["features"]!.AsArray().Single(column => Text(column!, "name") == name)!;
}
