using System.Collections.Concurrent;
using System.Net;

namespace Quern.Server.Tests;

/// <summary>A webhook on a free port, which answers as it is told to, or never.</summary>
internal sealed class Hook : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly SemaphoreSlim _called = new(0);
    private int _read;
    private int _answered;

    public Hook()
    {
        using (var probe = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Url = new($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndPoint!).Port}/hook/");
        }

        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        new Thread(Run) { IsBackground = true }.Start();
    }

    public Uri Url { get; }

    public HttpStatusCode? Answer { get; set; } = HttpStatusCode.OK;

    public int Answered => Volatile.Read(ref _answered);

    public ConcurrentQueue<(string Body, string? From)> Calls { get; } = new();

    public async Task<(string Body, string? From)> NextAsync()
    {
        await _called.WaitAsync(TestContext.Current.CancellationToken);
        return Calls.ElementAt(_read++);
    }

    public void Dispose() => _listener.Close();

    private void Run()
    {
        try
        {
            for (;;)
            {
                var context = _listener.GetContext();
                using var reader = new StreamReader(context.Request.InputStream);
                Calls.Enqueue((reader.ReadToEnd(), context.Request.Headers["X-From"]));
                if (Answer is { } answer)
                {
                    context.Response.StatusCode = (int)answer;
                    context.Response.Close();
                    if (answer == HttpStatusCode.OK) Interlocked.Increment(ref _answered);
                }

                _called.Release();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was closed.
        }
    }
}
