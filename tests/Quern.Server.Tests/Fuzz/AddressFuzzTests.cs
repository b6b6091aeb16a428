using System.Net;
using System.Net.Sockets;
using System.Text;
using Quern.Server.Clocks;
using Quern.Server.Tests.Materialization;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Fuzz;

/// <summary>No address, however odd, and nothing after its question mark, gives a 5xx or hangs; nor does any body that sets the clock. Written as bytes, for a client would mend or refuse most of them.</summary>
public sealed class AddressFuzzTests
{
    private const string Ask = """{"feature_service":"checkout","entities":{"customer":["ann"]}}""";

    [Fact]
    public Task Vectors_TakeOrRefuse() => RunAsync("POST", Ask,
        ["/v1/vectors?at=2024-05-01T11:00:00Z&error_bounds=true", "/v1/vectors?deadline_ms=50000&error_bounds=false", "/v1/explain?at=2024-05-01T11:00:00%2B02:00&events=5"], rounds: BodyMutator.Rounds / 5);

    [Fact]
    public Task Materializations_TakeOrRefuse() => RunAsync("POST", """{"end_ts":"2024-05-01"}""", ["/materialize-incremental?async=true&force=true", "/materialize-incremental?async=no"]);

    // A condition that is none: a stream of changes would stay open.
    [Fact]
    public Task WhatIsToldOfThings_IsToldOrRefused() => RunAsync("GET", "",
    [
        "/v1/services/checkout", "/v1/services/%63heckout", "/v1/registry", "/v1/training-sets/01hx", "/v1/training-sets/01hx/result", "/v1/views/spending/changes?when=spent_1h%3Ex&customer=ann", "/openapi/v1.json", "/health",
    ]);

    [Fact]
    public Task TrainingSets_AreRemovedOrNot() => RunAsync("DELETE", "", ["/v1/training-sets/01hx", "/v1/training-sets/..%2F..%2Fx"], taken: 404);

    [Fact]
    public Task Streams_TakeOrRefuse() => RunAsync("POST", """{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":2.5}""", ["/v1/streams/purchases/events", "/v1/streams/purchases/events?x=1"]);

    [Fact]
    public async Task Clock_IsSetOrNot()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, new ManualClock(StreamServer.Noon));
        await RunAsync(server, ["""{"now":"2024-05-01T12:00:00Z"}""", """{"now":"2024-05-01T12:00:00.123456+02:00","mode":"manual"}"""], body => Request("PUT", "/v1/clock"u8, body), 200);
    }

    private static async Task RunAsync(string method, string body, string[] addresses, int taken = 200, int? rounds = null)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, materializer: (_, _) => new GatedMaterializer());
        await RunAsync(server, addresses, address => Request(method, address, Encoding.UTF8.GetBytes(body)), taken, rounds);
    }

    private static async Task RunAsync(StreamServer server, string[] samples, Func<byte[], byte[]> request, int taken, int? rounds = null)
    {
        const int seed = 20240502;
        var mutator = new BodyMutator(seed, samples);
        var statuses = new HashSet<int>();
        for (var round = 0; round < (rounds ?? BodyMutator.Rounds); round++)
        {
            var sent = request(mutator.Next());
            var line = await AskAsync(server, sent);
            var said = $"seed {seed}, round {round}: {Encoding.UTF8.GetString(sent)} gave {line}";
            line.ShouldStartWith("HTTP/1.1 ", customMessage: said);
            var status = int.Parse(line[9..12], System.Globalization.CultureInfo.InvariantCulture);
            // 505 is what an odd version of HTTP gets, should one come about.
            if (status != 505) status.ShouldBeLessThan(500, said);
            statuses.Add(status);
        }

        statuses.ShouldContain(taken);
        statuses.Count.ShouldBeGreaterThan(1);
        (await server.Client.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] Request(string method, ReadOnlySpan<byte> address, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{method} "), .. address, .. Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: quern\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    // The first line of the answer, of a connection of its own.
    private static async Task<string> AskAsync(StreamServer server, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new(enable: true, 0) };
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Server.Url).Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new byte[1 << 12];
        var length = 0;
        for (var read = 1; read > 0 && length < 32; length += read) read = await socket.ReceiveAsync(answer.AsMemory(length), TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(answer, 0, length).Split('\r')[0];
    }
}
