namespace Quern.Server.Tests.Streams;

public sealed class FeastPushTests
{
    private const string Df = """{"at":["2024-05-01T11:30:00Z","2024-05-01T11:45:00"],"customer":["ann","ann"],"amount":[2.5,4],"shop":["north",null],"created":[1,2]}""";

    [Theory]
    [InlineData("\"online\"")]
    [InlineData("\"offline\"")]
    [InlineData("\"online_and_offline\"")]
    public async Task Push_WhateverItsTarget_IsInTheOneLog(string to)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var answer = await server.FeastPushAsync($$"""{"push_source_name":"purchases","df":{{Df}},"to":{{to}},"allow_registry_cache":true,"transform_on_write":true}""");
        answer.ShouldBe((200, null));
        (await server.CheckoutAsync("ann")).ShouldBe("[6.5] [2] [6.5] [2] [null] [4.0]");
    }

    [Fact]
    public async Task UnknownSource_IsFeastsException()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.FeastPushAsync($$$"""{"push_source_name":"refunds","df":{{{Df}}}}""");
        status.ShouldBe(422);
        var inner = System.Text.Json.Nodes.JsonNode.Parse((string)body!)!;
        ((string)inner["class"]!, (string)inner["message"]!).ShouldBe(("PushSourceNotFoundException", "Unable to find push source 'refunds'."));
        ((string)inner["hint"]!).ShouldBe("Streams: purchases.");
    }

    [Theory]
    [InlineData("""{"push_source_name":"purchases","df":{},"to":"sideways"}""", "QRN5047")]
    [InlineData("""{"push_source_name":"purchases","df":7}""", "QRN5002")]
    [InlineData("""{"push_source_name":7,"df":{}}""", "QRN5002")]
    [InlineData("""{"df":{}}""", "QRN5003")]
    [InlineData("""{"push_source_name":"purchases"}""", "QRN5003")]
    [InlineData("""{"push_source_name":"purchases","push_source_name":"purchases","df":{}}""", "QRN5004")]
    [InlineData("""[]""", "QRN5001")]
    [InlineData("""{"push_source_name":""", "QRN5001")]
    [InlineData("""{"push_source_name":"purchases","df":{"at":[]}}""", "QRN5003 QRN5003")]
    [InlineData("""{"push_source_name":"purchases","df":{"at":[],"customer":["a"],"amount":[1]}}""", "QRN5005")]
    [InlineData("""{"push_source_name":"purchases","df":{"at":[],"customer":7,"amount":[]}}""", "QRN5002")]
    [InlineData("""{"push_source_name":"purchases","df":{"at":[],"at":[],"customer":[],"amount":[]}}""", "QRN5004")]
    public async Task WrongBody_Is422_WithAllThatIsWrong(string body, string codes)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, answer) = await server.FeastPushAsync(body);
        (status, answer!.Codes()).ShouldBe((422, codes));
    }

    [Fact]
    public async Task RowsThatCannotBeRead_AreNamed_AndNothingIsTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, answer) = await server.FeastPushAsync("""
            {"push_source_name":"purchases","df":{"at":["2024-05-01T11:30:00Z","noon",null],"customer":["ann","ann","ann"],"amount":[2.5,"x",1]}}
            """);
        status.ShouldBe(422);
        answer!["detail"]!.AsArray().Select(detail => ((string)detail!["code"]!, ((string)detail["msg"]!)[..5])).ShouldBe([("QRN5048", "Row 1"), ("QRN5048", "Row 2")]);
        ((string)answer["detail"]![0]!["msg"]!).ShouldContain("Member 'amount' must hold finite numbers; it is \"x\".");
        (await server.CheckoutAsync("ann")).ShouldBe("[null] [0] [null] [0] [null] [null]");
    }

    [Fact]
    public async Task RowsThatAreRefused_AreNamed_AndTheOthersAreTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, answer) = await server.FeastPushAsync("""
            {"push_source_name":"purchases","df":{"at":["2024-05-01T11:30:00Z","2024-05-01T13:00:00Z"],"customer":["ann","ann"],"amount":[2.5,1]}}
            """);
        status.ShouldBe(422);
        var detail = answer!["detail"]!.AsArray().Single()!;
        ((string)detail["code"]!, ((string)detail["msg"]!)[..22]).ShouldBe(("QRN4035", "Row 1 of 'df' was refu"));
        (await server.CheckoutAsync("ann")).ShouldBe("[2.5] [1] [2.5] [1] [null] [2.5]");
    }

    [Fact]
    public async Task NoRows_AreTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await server.FeastPushAsync("""{"push_source_name":"purchases","df":{"at":[],"customer":[],"amount":[]}}""")).ShouldBe((200, null));
    }
}
