using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quern.Server.Tests;

/// <summary>Clients that hold connections, or open and drop them.</summary>
[Collection("alone")]
public sealed class ConnectionTests
{
    private const string Ask = """{"feature_service":"airports","entities":{"iata":["ORD"]}}""";

    private static int Dropped { get; } = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 5_000 : 100_000;

    [Theory]
    [InlineData("POST /get-online-features HTTP/1.1\r\nHost: quern\r\nX-Slow: ", true)]
    [InlineData("POST /get-online-features HTTP/1.1\r\nHost: quern\r\nContent-Length: 1000\r\n\r\n{", false)]
    [InlineData("POST /v1/vectors HTTP/1.1\r\nHost: quern\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", false)]
    public async Task ClientsThatNeverEndARequest_AreAnswered408AndDropped_AndHoldUpNobody(string begun, bool isHead)
    {
        await using var server = await RunningServer.StartAsync(options => options with { SlowClientTime = TimeSpan.FromSeconds(2) });
        var slow = Enumerable.Range(0, 200).Select(_ => Connect(server)).ToArray();
        foreach (var socket in slow) socket.Send(Encoding.ASCII.GetBytes(begun));
        (await server.PostAsync(Ask)).Status.ShouldBe(200);
        foreach (var socket in slow)
        {
            var answer = new byte[4096];
            var length = 0;
            for (var read = 1; read > 0; length += read) read = await ReceiveAsync(socket, answer.AsMemory(length));
            var told = Encoding.ASCII.GetString(answer, 0, length);
            told.ShouldStartWith("HTTP/1.1 408 ");
            // Of a head that never ended there is no request that could be answered at length.
            told.EndsWith(isHead ? "\r\n\r\n" : "\"code\":\"QRN5028\"}", StringComparison.Ordinal).ShouldBeTrue(told);
            socket.Dispose();
        }

        (await server.PostAsync(Ask)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ConnectionsThatAreOpenedAndDropped_LeaveNothingBehind()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.PostAsync(Ask)).Status.ShouldBe(200);
        var before = Handles();
        for (var i = 0; i < Dropped; i++)
        {
            using var socket = Connect(server);
            // At once, so that the client's ports are free for the next.
            socket.LingerState = new(enable: true, 0);
            if (i % 3 > 0) socket.Send(Encoding.ASCII.GetBytes(i % 3 == 1 ? "POST /get-online-feat" : $"POST /get-online-features HTTP/1.1\r\nHost: quern\r\nContent-Length: {Ask.Length}\r\n\r\n{Ask}"));
        }

        (await server.PostAsync(Ask)).Status.ShouldBe(200);
        while (Handles() > before + 20) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static Socket Connect(RunningServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, new Uri(server.Url).Port);
        return socket;
    }

    // A connection that the server resets has ended too.
    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> target)
    {
        try
        {
            return await socket.ReceiveAsync(target, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static int Handles()
    {
        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }
}
