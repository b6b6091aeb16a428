using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Streams;

public sealed class LetterReplayTests
{
    private const string Route = "/v1/dead-letters/replay";
    private const string Good = """{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":2.5,"shop":"north"}""";

    // Refused while the clock is at noon, and not an hour later.
    private const string Ahead = """{"at":"2024-05-01T12:30:00Z","customer":"ann","amount":4,"shop":"south"}""";

    [Fact]
    public async Task WhatIsTakenNow_IsADeadLetterNoMore_AndWhatIsRefusedAgain_IsOneAnew()
    {
        var clock = new Clocks.ManualClock(StreamServer.Noon);
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, clock);
        (await server.PushAsync($"[{Good}, {Ahead}, 7]")).Status.ShouldBe(200);
        var letters = server.DeadLetters();
        letters.Count.ShouldBe(2);
        var (ahead, bad) = (letters.Single(letter => letter.Event != "7").Number, letters.Single(letter => letter.Event == "7").Number);
        clock.Set(new(StreamServer.Noon.Microseconds + (3_600L * 1_000_000)));

        var answer = await ReplayAsync(server, $$"""{"numbers":[{{ahead}},{{bad}},{{bad}},77]}""");
        ((int)answer["accepted"]!, (int)answer["duplicate"]!, (int)answer["late"]!).ShouldBe((1, 0, 0));
        answer["refused"]!.AsArray().Select(refused => ((long)refused!["number"]!, (string)refused["code"]!)).ShouldBe([(bad, "QRN5040")]);
        answer["gone"]!.AsArray().Select(number => (long)number!).ShouldBe([77]);
        server.DeadLetters().ShouldHaveSingleItem().ShouldSatisfyAllConditions(letter => letter.Event.ShouldBe("7"), letter => letter.Number.ShouldBeGreaterThan(bad));
        (await server.ValuesAsync("checkout", """{"customer":["ann"]}""", "shop")).ShouldBe("[\"south\"]");

        // Asked for again, nothing happens.
        (await ReplayAsync(server, $$"""{"numbers":[{{ahead}}]}"""))["gone"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatWasOnlyLate_IsLeftAlone()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.Impatient);
        (await server.PushAsync("""{"at":"2024-04-01T11:30:00Z","customer":"ann","amount":2.5,"shop":"north"}""")).Status.ShouldBe(200);
        var late = server.DeadLetters().ShouldHaveSingleItem();
        late.IsLate.ShouldBeTrue();
        var answer = await ReplayAsync(server, $$"""{"numbers":[{{late.Number}}]}""");
        answer["left_alone"]!.AsArray().Select(number => (long)number!).ShouldBe([late.Number]);
        server.DeadLetters().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "QRN5001")]
    [InlineData("[1]", "QRN5001")]
    [InlineData("{}", "QRN5003")]
    [InlineData("""{"numbers":"1"}""", "QRN5002")]
    [InlineData("""{"numbers":[1,-1]}""", "QRN5002")]
    [InlineData("""{"numbers":[1.5]}""", "QRN5002")]
    [InlineData("""{"numbers":[99999999999999999999]}""", "QRN5002")]
    public async Task BodyThatNamesNoLetters_IsRefused(string body, string code)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, text) = await server.Client.AskAsync(Route, body);
        status.ShouldBe(422, text);
        ((string)JsonNode.Parse(text)!["detail"]![0]!["code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task MoreLettersThanAreTakenAtOnce_AreRefused_WithWhatTakesThem()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, text) = await server.Client.AskAsync(Route, $$"""{"numbers":[{{string.Join(',', Enumerable.Range(0, 10_001))}}]}""");
        status.ShouldBe(422);
        text.ShouldContain("QRN6750");
        text.ShouldContain("quern dead-letters replay --stream");
    }

    private static async Task<JsonNode> ReplayAsync(StreamServer server, string body)
    {
        var (status, text) = await server.Client.AskAsync(Route, body);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }
}
