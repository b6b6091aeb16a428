using System.Net.Sockets;
using System.Text.Json.Nodes;
using Quern.Engine.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Tests.Streams;

public sealed class ViewChangesTests
{
    [Fact]
    public async Task Reader_IsToldWhatFeaturesBecome_OfEveryEntityThatEventsComeOf()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var changes = await Changes.OpenAsync(server, "/v1/views/spending/changes");
        await server.PushAsync(Sale("ann", 2.5));
        var change = await changes.NextAsync();
        change.ToJsonString().ShouldStartWith("""{"view":"spending","entity":{"customer":"ann"},"at":"2024-05-01T12:00:00Z","values":{""");
        ((double?)change["values"]!["spent_1h"], (string?)change["statuses"]!["spent_1h"]).ShouldBe((2.5, "PRESENT"));
        change.AsObject().ContainsKey("holds").ShouldBeFalse();

        await server.PushAsync($"[{Sale("bob", 1)},{Sale("bob", 4)}]");
        var bob = await changes.NextAsync();
        ((string?)bob["entity"]!["customer"], (double?)bob["values"]!["spent_1h"]).ShouldBe(("bob", 5));
    }

    [Fact]
    public async Task Condition_IsToldWhenItBeginsToHold_AndWhenItCeases()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var changes = await Changes.OpenAsync(server, "/v1/views/spending/changes?customer=ann&when=spent_1h%20%3E%203");
        foreach (var amount in new[] { 2, 2 })
        {
            await server.PushAsync(Sale("bob", 100));
            await server.PushAsync(Sale("ann", amount));
        }

        var begins = await changes.NextAsync();
        ((string?)begins["entity"]!["customer"], (double?)begins["values"]!["spent_1h"], (bool?)begins["holds"]).ShouldBe(("ann", 4, true));
        foreach (var amount in new[] { 1, -4 }) await server.PushAsync(Sale("ann", amount));
        var ceases = await changes.NextAsync();
        ((double?)ceases["values"]!["spent_1h"], (bool?)ceases["holds"]).ShouldBe((1, false));
    }

    [Fact]
    public async Task OtherDefinitions_EndTheWatch()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var changes = await Changes.OpenAsync(server, "/v1/views/spending/changes");
        await server.ApplyAsync(ShopFeatures.First);
        (await changes.RestAsync()).ShouldContain("event: end");
    }

    [Fact]
    public async Task Reader_WhoGoes_WhileFeaturesAreRead_ClosesNothingUnderTheRead()
    {
        SlowSource? slow = null;
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, source: own => slow = new((OnlineVectors)own));
        using (var client = new TcpClient())
        {
            // An HTTP client would read on for a while before it goes.
            await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("GET /v1/views/spending/changes HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            using var answer = new StreamReader(client.GetStream());
            while (await answer.ReadLineAsync(TestContext.Current.CancellationToken) is not (null or ": watching"))
            {
                // The head comes first.
            }

            await server.PushAsync(Sale("ann", 1));
            await slow!.Begun.Task;
        }

        (await slow.WasClosed.Task).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1/views/spendin/changes", 404, "QRN5012")]
    [InlineData("/v1/views/spending/changes?when=spent", 422, "QRN5061")]
    [InlineData("/v1/views/spending/changes?when=spend_1h%3E1", 422, "QRN5061")]
    [InlineData("/v1/views/spending/changes?shop=north", 422, "QRN5062")]
    public async Task Question_ThatIsNone_IsRefused(string path, int status, string code)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(code);
    }

    [Fact]
    public async Task Question_IsRefusedWithEverythingThatIsWrong()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var response = await server.Client.GetAsync("/v1/views/spending/changes?when=spent&shop=north", TestContext.Current.CancellationToken);
        var detail = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.AsArray();
        detail.Select(finding => (string?)finding!["code"]).ShouldBe(["QRN5061", "QRN5062"]);
    }

    private static string Sale(string customer, double amount) => $$"""{"at":"2024-05-01T11:30:00Z","customer":"{{customer}}","amount":{{amount}},"shop":"north"}""";

    /// <summary>A source whose read takes so long that a mistake has time to happen: it can be missed on a busy machine, and never be seen where there is none.</summary>
    private sealed class SlowSource(OnlineVectors own) : IVectorSource, IDisposable
    {
        private readonly ManualResetEventSlim _closed = new();

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> WasClosed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch)
        {
            Begun.TrySetResult();
            var wasClosed = _closed.Wait(TimeSpan.FromSeconds(1));
            WasClosed.TrySetResult(wasClosed);
            if (!wasClosed) own.Read(joinKeys, requests, rows, t, batch);
        }

        public void Dispose()
        {
            _closed.Set();
            own.Dispose();
        }
    }

    /// <summary>Server-sent events as they come.</summary>
    private sealed class Changes : IDisposable
    {
        private readonly HttpResponseMessage _response;
        private readonly StreamReader _reader;

        private Changes(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

        public static async Task<Changes> OpenAsync(StreamServer server, string path)
        {
            var response = await server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(": watching");
            return new(response, reader);
        }

        public async Task<JsonNode> NextAsync()
        {
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return JsonNode.Parse(line[6..])!;
            throw new InvalidOperationException("The changes have ended.");
        }

        public Task<string> RestAsync() => _reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        public void Dispose()
        {
            _reader.Dispose();
            _response.Dispose();
        }
    }
}
