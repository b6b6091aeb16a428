using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Vectors;

/// <summary>Where the values of a vector come from.</summary>
public sealed class ExplanationTests
{
    private const string Ann = """{"feature_service":"checkout","entities":{"customer":["ann"]}}""";

    [Fact]
    public async Task AServedValue_IsExplainedByItsDefinition_State_AndEvents()
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, body) = await VectorTests.PostAsync(server, "/v1/explain", Ann);
        status.ShouldBe(200, body.ToJsonString());
        body["keys"]!.ToJsonString().ShouldBe("""{"customer":"ann"}""");
        body["refusals"]!.AsArray().ShouldBeEmpty();
        var spent = Feature(body, "spending:spent_lifetime");
        VectorTests.Text(spent, "meaning").ShouldStartWith("spent = Sum over lifetime of ");
        spent["shared"]!.AsArray().Select(line => (string)line!).ShouldContain("source purchases");
        ((bool)spent["agrees"]!, spent["difference"]).ShouldBe((true, null));
        ((double)spent["served"]!["value"]!, (double)spent["history"]!["value"]!, (int)spent["history"]!["event_count"]!).ShouldBe((6.5, 6.5, 2));
        spent["history"]!["events"]!.AsArray().Select(made => VectorTests.Text(made!, "time")).ShouldBe(["2024-05-01T11:20:00Z", "2024-05-01T10:40:00Z"]);
        var piece = spent["served"]!["state"]!["pieces"]!.AsArray().ShouldHaveSingleItem()!;
        (VectorTests.Text(piece, "kind"), (int)piece["events"]!, VectorTests.Text(piece, "earliest")).ShouldBe(("head", 2, "2024-05-01T10:40:00Z"));
        ((int)Feature(body, "spending:spent_1h")["history"]!["event_count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task WhatIsInIndexedState_IsABlock_AndALatestRow()
    {
        await using var server = await VectorTests.ShopAsync();
        while (await server.LagAsync() > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        var (_, body) = await VectorTests.PostAsync(server, "/v1/explain", Ann);
        var kinds = (string name) => string.Join(" ", Feature(body, name)["served"]!["state"]!["pieces"]!.AsArray().Select(piece => VectorTests.Text(piece!, "kind")));
        (kinds("spending:spent_1h"), kinds("last_sale:shop")).ShouldBe(("block", "latest"));
        ((int)Feature(body, "last_sale:shop")["served"]!["state"]!["stream_position"]!, (bool)Feature(body, "last_sale:shop")["agrees"]!).ShouldBe((3, true));
    }

    [Fact]
    public async Task AnInstantOfThePast_IsExplainedFromHistoryAlone()
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, body) = await VectorTests.PostAsync(server, "/v1/explain?at=2024-05-01T11:10:00Z&events=0", Ann);
        status.ShouldBe(200, body.ToJsonString());
        body["refusals"].ShouldBeNull();
        var spent = Feature(body, "spending:spent_lifetime");
        (spent["served"], spent["agrees"], (double)spent["history"]!["value"]!, (int)spent["history"]!["event_count"]!, spent["history"]!["events"]!.AsArray().Count).ShouldBe((null, null, 2.5, 1, 0));
    }

    [Theory]
    [InlineData("", """{"feature_service":"checkout","entities":{"customer":["ann","bob"]}}""", 413, "QRN5009")]
    [InlineData("", """{"feature_service":"checkout","entities":{"customer":[]}}""", 422, "QRN5018")]
    [InlineData("?events=-1", Ann, 422, "QRN5142")]
    [InlineData("?error_bounds=true", Ann, 422, "QRN5143")]
    public async Task WhatCannotBeExplained_IsTold(string query, string request, int expected, string code)
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, body) = await VectorTests.PostAsync(server, "/v1/explain" + query, request);
        (status, body.Codes()).ShouldBe((expected, code));
    }

    private static JsonNode Feature(JsonNode body, string name) => body["features"]!.AsArray().Single(feature => VectorTests.Text(feature!, "name") == name)!;
}
