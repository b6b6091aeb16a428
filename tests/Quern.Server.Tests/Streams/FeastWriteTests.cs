using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Streams;

public sealed class FeastWriteTests
{
    private const string Row = "\"customer\":[\"ann\"],\"shop\":[\"north\"],\"last_amount\":[2.5],\"event_timestamp\":[\"2024-05-01T11:30:00\"],\"created\":[null]";

    [Theory]
    [InlineData("last_sale")]
    [InlineData("last_sale@1")]
    [InlineData("last_sale@v1")]
    [InlineData("last_sale@latest")]
    public async Task Rows_AsTheSdkWritesThem_AreEventsOfTheStream(string view)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await WriteAsync(server, $$"""{"feature_view_name":"{{view}}","df":{{{Row}}},"allow_registry_cache":false,"transform_on_write":true}""")).ShouldBe((200, "null"));
        // All views over the stream have them, for they are events.
        (await server.CheckoutAsync("ann")).ShouldBe("[2.5] [1] [2.5] [1] [\"north\"] [2.5]");
    }

    [Fact]
    public async Task RowsForAnAggregationView_AreGivenByTheFieldsOfTheEvents()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await WriteAsync(server, """{"feature_view_name":"spending","df":{"customer":["ann","ann"],"amount":[2.5,4],"at":["2024-05-01T11:30:00Z",1714563900],"more":[1,2,3]}}""")).ShouldBe((200, "null"));
        (await server.CheckoutAsync("ann")).ShouldBe("[6.5] [2] [6.5] [2] [null] [4.0]");
    }

    [Fact]
    public async Task WhatWasWritten_IsThereAfterARestart()
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First);
        await WriteAsync(server, $$"""{"feature_view_name":"last_sale","df":{ {{Row}} } }""");
        var folder = await server.StopAsync();
        await using var second = await StreamServer.StartAsync(ShopFeatures.First, folder: folder);
        (await second.CheckoutAsync("ann")).ShouldBe("[2.5] [1] [2.5] [1] [\"north\"] [2.5]");
    }

    [Fact]
    public async Task ViewWithoutAStream_SaysHowToGiveItOne()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.WithoutStreams);
        var (status, text) = await WriteAsync(server, """{"feature_view_name":"spending","df":{"customer":["ann"]}}""");
        status.ShouldBe(409);
        ((string)JsonNode.Parse(text)!).ShouldStartWith("QRN5070: Rows cannot be written to feature view 'spending'.");
        ((string)JsonNode.Parse(text)!).ShouldContain("Give the source a stream");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("last_sale@2")]
    [InlineData("last_sale@")]
    [InlineData("nothing@latest")]
    [InlineData("last_sale@v1@latest")]
    [InlineData("@v1")]
    [InlineData("")]
    public async Task UnknownView_IsFeastsException(string view)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, text) = await WriteAsync(server, $$"""{"feature_view_name":"{{view}}","df":{} }""");
        status.ShouldBe(404);
        var inner = Answers.Inner(text);
        ((string)inner["class"]!, (string)inner["message"]!).ShouldBe(("FeatureViewNotFoundException", $"Feature view {view} does not exist in project shop"));
    }

    [Theory]
    [InlineData("""{"feature_view_name":"spending","df":{"customer":["ann"],"spent_1h":[3],"at":["2024-05-01"],"amount":[1]}}""", "QRN6060")]
    [InlineData("""{"feature_view_name":"last_sale","df":{"customer":["ann"],"shop":["a"],"last_amount":[1]}}""", "QRN5003")]
    [InlineData("""{"feature_view_name":"last_sale","df":{}}""", "QRN5003 QRN5003 QRN5003")]
    [InlineData("""{"feature_view_name":"last_sale","df":{"customer":["ann"],"last_amount":[1],"event_timestamp":[null]}}""", "QRN5048")]
    [InlineData("""{"feature_view_name":"last_sale","df":{"customer":["ann"],"last_amount":[1],"amount":[2],"event_timestamp":["2024-05-01"]}}""", "QRN5048")]
    [InlineData("""{"feature_view_name":"last_sale","df":{"customer":["ann"],"last_amount":[1,2],"event_timestamp":["2024-05-01"]}}""", "QRN5005")]
    [InlineData("""{"feature_view_name":"last_sale","df":{"customer":7,"last_amount":[1],"event_timestamp":["2024-05-01"]}}""", "QRN5002")]
    [InlineData("""{"feature_view_name":"last_sale"}""", "QRN5003")]
    [InlineData("""{"df":{}}""", "QRN5003")]
    [InlineData("""{"feature_view_name":7,"df":[]}""", "QRN5002 QRN5002")]
    [InlineData("""[]""", "QRN5001")]
    public async Task WrongBody_Is422_WithAllThatIsWrong(string body, string codes)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, text) = await WriteAsync(server, body);
        (status, Answers.Codes(text)).ShouldBe((422, codes));
        (await server.CheckoutAsync("ann")).ShouldBe("[null] [0] [null] [0] [null] [null]");
    }

    [Fact]
    public async Task TwoColumnsOfOneField_ThatAgree_AreTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await WriteAsync(server, """{"feature_view_name":"last_sale","df":{"customer":["ann"],"last_amount":[2.5],"amount":[2.5],"event_timestamp":["2024-05-01T11:30:00"],"at":["2024-05-01T11:30:00Z"]}}""")).ShouldBe((200, "null"));
        (await server.CheckoutAsync("ann")).ShouldBe("[2.5] [1] [2.5] [1] [null] [2.5]");
    }

    private static Task<(int Status, string Text)> WriteAsync(StreamServer server, string body) => server.Client.AskAsync("/write-to-online-store", body);
}
