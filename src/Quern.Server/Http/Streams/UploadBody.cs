using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Quern.Server.Http.Streams;

/// <summary>The body of a request as its sender had it: expanded where it is gzip, and of any length and any pace, since it is never held as a whole.</summary>
internal sealed class UploadBody : IDisposable
{
    private const long FreelyExpanded = 64 << 20;
    private const int MostExpansion = 100;
    private readonly CountedStream _sent;
    private readonly GZipStream? _gzip;
    private long _bytes;

    private UploadBody(CountedStream sent, GZipStream? gzip) => (_sent, _gzip) = (sent, gzip);

    /// <exception cref="QuernException">It is encoded in another way.</exception>
    public static UploadBody Open(HttpContext context)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString().Trim();
        var isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) throw new QuernException(ServerFindings.UnknownEncoding(encoding));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var sent = new CountedStream(context.Request.Body);
        return new(sent, isGzip ? new(sent, CompressionMode.Decompress) : null);
    }

    /// <summary>Reads a part; 0 at the end.</summary>
    /// <exception cref="QuernException">It is not the gzip that it says it is, or expands too much.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> part, CancellationToken stop) => _gzip is null ? _sent.ReadAsync(part, stop) : ExpandAsync(_gzip, part, stop);

    public void Dispose()
    {
        _gzip?.Dispose();
        _sent.Dispose();
    }

    private async ValueTask<int> ExpandAsync(GZipStream gzip, Memory<byte> part, CancellationToken stop)
    {
        try
        {
            var count = await gzip.ReadAsync(part, stop).ConfigureAwait(false);
            _bytes += count;
            return _bytes <= Math.Max(FreelyExpanded, _sent.Count * MostExpansion) ? count : throw new QuernException(ServerFindings.ExpandsTooMuch(FreelyExpanded));
        }
        catch (InvalidDataException e)
        {
            throw new QuernException(ServerFindings.BrokenEncoding(e.Message), e);
        }
    }
}
