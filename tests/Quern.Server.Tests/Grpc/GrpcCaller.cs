using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Quern.Server.Tests.Grpc;

/// <summary>What came back from a call.</summary>
internal sealed record GrpcReply(int Http, int? Status, string Message, byte[] Body, HttpResponseHeaders Headers);

/// <summary>Calls methods by the bytes, over HTTP/2 with prior knowledge.</summary>
internal sealed class GrpcCaller(string url) : IDisposable
{
    public const string Serving = "/feast.serving.ServingService/";

    private readonly HttpClient _client = new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A message with what comes before it.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Calls a method and gives its answer, or fails with what was said instead.</summary>
    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var reply = await SendAsync(method, Frame(request.ToByteArray()));
        reply.Status.ShouldBe(0, reply.Message);
        reply.Body[0].ShouldBe((byte)0);
        BinaryPrimitives.ReadUInt32BigEndian(reply.Body.AsSpan(1)).ShouldBe((uint)reply.Body.Length - 5);
        return parser.ParseFrom(reply.Body.AsSpan(5));
    }

    public async Task<GrpcReply> SendAsync(string method, byte[] body, string contentType = "application/grpc", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, method) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
        if (contentType.Length > 0) request.Content.Headers.ContentType = new(contentType);
        request.Headers.TE.Add(new("trailers"));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string? Header(string name) => response.TrailingHeaders.TryGetValues(name, out var trailing) || response.Headers.TryGetValues(name, out trailing) ? trailing.Single() : null;
        return new((int)response.StatusCode, Header("grpc-status") is { } status ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : null, Header("grpc-message") ?? "", bytes, response.Headers);
    }

    public void Dispose() => _client.Dispose();
}
