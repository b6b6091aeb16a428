using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Quern.Server.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP, and keeps the bodies.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _work;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _sent = new();

    public Collector()
    {
        (_listener, Url) = Listen();
        _work = Task.Run(WorkAsync);
    }

    public string Url { get; }

    /// <summary>All that came to a path, byte by byte as letters.</summary>
    public string Sent(string path) => string.Concat(_sent.Where(post => post.Path == path).Select(post => Encoding.Latin1.GetString(post.Body)));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
        _listener.Close();
    }

    // A listener cannot ask for any free port: one that was just free may be taken meanwhile.
    private static (HttpListener Listener, string Url) Listen()
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}";
            socket.Stop();
            var listener = new HttpListener { Prefixes = { $"{url}/" } };
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (tries < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task WorkAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.ContentType == "application/x-protobuf") _sent.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.Close();
        }
    }
}
