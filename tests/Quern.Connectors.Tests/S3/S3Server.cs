using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Quern.Connectors.S3;

namespace Quern.Connectors.Tests.S3;

/// <summary>
/// A server that speaks as much of S3 as the adapter asks for, over real HTTP on a free port of this machine: signatures (a wrong one gets 403), ranges, conditions, pages of listings, uploads in parts, and faults on demand.
/// </summary>
internal sealed class S3Server : IDisposable
{
    public const string AccessKey = "quern-tests";
    public const string SecretKey = "a secret/with+signs=";
    public const string Region = "eu-test-1";

    private readonly WebApplication _app;
    private readonly Lock _working = new();

    public S3Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(Serve);
        _app.StartAsync().Wait();
        Port = new Uri(_app.Urls.Single()).Port;
    }

    public int Port { get; }

    public Dictionary<string, S3Bucket> Buckets { get; } = [];

    /// <summary>Gets or sets how far the server's clock is ahead.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Gets or sets whether <c>If-None-Match: *</c> is honoured.</summary>
    public bool Creates { get; set; } = true;

    /// <summary>Gets or sets which requests are denied, by method and key.</summary>
    public Func<string, string, bool> Denies { get; set; } = (_, _) => false;

    /// <summary>Gets or sets what goes wrong; null for nothing.</summary>
    public S3Faults? Faults { get; set; }

    /// <summary>Gets or sets what happens before a request is answered, by method and key.</summary>
    public Action<string, string>? Before { get; set; }

    /// <summary>Gets the requests that came, by method and path.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>Gets how many bytes of objects were sent, those of answers that were torn among them.</summary>
    public long Sent { get; private set; }

    public S3Settings Settings => new()
    {
        Path = "storage.s3",
        Endpoint = new($"http://127.0.0.1:{Port}"),
        Region = Region,
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        IsPathStyle = true,
        Timeout = TimeSpan.FromSeconds(10),
        FirstPause = TimeSpan.FromMilliseconds(1),
    };

    public S3Bucket MakeBucket(string name)
    {
        lock (_working) return Buckets[name] = new();
    }

    /// <summary>Does something while no request is answered.</summary>
    public T With<T>(Func<T> work)
    {
        lock (_working) return work();
    }

    public void Dispose() => _app.DisposeAsync().AsTask().Wait();

    private async Task Serve(HttpContext context)
    {
        var fault = Faults?.Next() ?? S3Fault.None;
        if (fault == S3Fault.CutBefore)
        {
            await context.Request.Body.ReadAtLeastAsync(new byte[100], 1, throwOnEndOfStream: false, context.RequestAborted);
            context.Abort();
            return;
        }

        var request = await S3Request.Read(context);
        if (fault == S3Fault.Slow) await Task.Delay(TimeSpan.FromSeconds(3), context.RequestAborted);
        var answer = fault switch
        {
            S3Fault.Error500 => S3Answer.Error(500, "InternalError", "We encountered an internal error. Please try again."),
            S3Fault.SlowDown503 => S3Answer.Error(503, "SlowDown", "Please reduce your request rate."),
            _ => Answer(request),
        };
        if (fault == S3Fault.CutAfter) context.Abort();
        else await answer.Send(context, DateTimeOffset.UtcNow + ClockAhead, isTorn: fault == S3Fault.TornAnswer);
    }

    private S3Answer Answer(S3Request request)
    {
        var path = Uri.UnescapeDataString(request.Target.Split('?')[0]);
        var (method, parts) = (request.Method, path.TrimStart('/').Split('/', 2));
        var (bucket, key) = (parts[0], parts.Length > 1 ? parts[1] : "");
        Before?.Invoke(method, key);
        var now = DateTimeOffset.UtcNow + ClockAhead;
        lock (_working)
        {
            Seen.Add($"{method} {path}");
            if (S3Signature.Refusal(request, AccessKey, SecretKey, Region, now) is { } refused) return S3Answer.Error(403, refused.Code, refused.Message);
            if (Denies(method, key)) return S3Answer.Error(403, "AccessDenied", "Access Denied");
            if (!Buckets.TryGetValue(bucket, out var found)) return S3Answer.Error(404, "NoSuchBucket", "The specified bucket does not exist");
            var query = S3Signature.Query(request).ToDictionary(pair => pair.Name, pair => pair.Value);
            var answer = new S3Operations(found, this, now).Do(request, key, query);
            if (method == "GET" && key.Length > 0) Sent += answer.Body.Length;
            return answer;
        }
    }
}
