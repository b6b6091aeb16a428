using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Quern.Server.Http;

/// <summary>Bodies that are read as a whole before anything is done with them.</summary>
internal static class Bodies
{
    /// <summary>All of a request's body.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than the limit, or breaks off.</exception>
    internal static async Task<byte[]> ReadAllAsync(HttpRequest request)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
