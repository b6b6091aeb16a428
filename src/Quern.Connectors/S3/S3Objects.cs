using System.Net;
using Quern.Engine.Objects;

namespace Quern.Connectors.S3;

/// <summary>A server that speaks S3, or that of AWS, by the key of a project's settings. Safe for use from several threads.</summary>
public sealed class S3Objects : IDisposable
{
    private readonly S3Link _link;

    /// <summary>Looks up what it takes to get in; nothing is asked of the server.</summary>
    /// <exception cref="QuernException">The environment or a file does not have the key.</exception>
    public S3Objects(S3Settings settings) => _link = new(settings);

    /// <summary>One of its buckets; nothing is asked of the server.</summary>
    public IObjectStore Open(string bucket) => new S3ObjectStore(_link, bucket);

    /// <summary>How far the server's clock is ahead of a given one, to the second that it tells; null where it tells none.</summary>
    /// <exception cref="QuernException">It does not answer.</exception>
    public TimeSpan? ClockAhead(TimeProvider time, CancellationToken cancellation)
    {
        var settings = _link.Settings;
        var address = settings.Endpoint ?? new Uri($"https://s3.{settings.Region}.amazonaws.com/");
        return _link.Call("", address.Authority, async (_, stop) =>
        {
            // Any answer has the time, a refusal too.
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var request = new HttpRequestMessage(HttpMethod.Head, address) { Version = HttpVersion.Version11 };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            return answer.Headers.Date - time.GetUtcNow();
        }, cancellation);
    }

    /// <summary>Closes the connections, those of the buckets too.</summary>
    public void Dispose() => _link.Dispose();
}
