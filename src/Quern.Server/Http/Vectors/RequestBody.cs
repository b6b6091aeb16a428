using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;

namespace Quern.Server.Http.Vectors;

/// <summary>The body of a request as bytes.</summary>
internal static class RequestBody
{
    /// <summary>Reads all of it; null when it is too large and the answer has said so.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext context, ServerOptions options)
    {
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
            return buffer.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To([RequestErrors.TooLarge(options.BodyLimit)])).ConfigureAwait(false);
            return null;
        }
    }
}
