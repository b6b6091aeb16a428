using System.Text;
using System.Text.Json.Nodes;
using Quern.Server.Tests.Vectors;

namespace Quern.Server.Tests.Status;

/// <summary>How the server stands, once and live.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task Status_TellsVersion_Clock_Views_AndStreams()
    {
        await using var server = await VectorTests.ShopAsync();
        var status = JsonNode.Parse(await server.Client.GetStringAsync("/v1/status", TestContext.Current.CancellationToken))!;
        ((string)status["version"]!, (string)status["clock"]!["now"]!, (string)status["clock"]!["mode"]!).ShouldBe(("1", "2024-05-01T12:00:00Z", "fixed"));
        status["views"]!.AsArray().Select(view => ((string)view!["view"]!, (bool)view["is_streamed"]!)).ShouldContain(("spending", true));
        ((long)status["streams"]!.AsArray().ShouldHaveSingleItem()!["accepted"]!).ShouldBe(3);
        status["training_sets"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_SendsTheStatus_AtOnce_AndWhenItChanges()
    {
        await using var server = await VectorTests.ShopAsync();
        using var events = new StreamReader(await server.Client.GetStreamAsync("/v1/status/stream", TestContext.Current.CancellationToken));
        Refused(await NextAsync(events)).ShouldBe(0);
        using var bad = new StringContent("""{"nonsense":true}""", Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync("/v1/streams/purchases/events", bad, TestContext.Current.CancellationToken);
        // Rates change too, so that some statuses may come before.
        while (Refused(await NextAsync(events)) == 0)
        {
        }
    }

    [Fact]
    public async Task Server_ThatServesNothingYet_HasAStatus()
    {
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.Head = null);
        var (status, body) = await server.GetAsync("/v1/status");
        (status, (string?)body!["version"], body["views"]!.AsArray().Count).ShouldBe((200, null, 0));
    }

    private static long Refused(JsonNode status) => (long)status["streams"]![0]!["refused"]!;

    private static async Task<JsonNode> NextAsync(StreamReader events)
    {
        while (await events.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonNode.Parse(line["data: ".Length..])!;
        throw new InvalidOperationException("The stream ended.");
    }
}
