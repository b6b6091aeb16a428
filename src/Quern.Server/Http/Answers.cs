using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;

namespace Quern.Server.Http;

/// <summary>Writes JSON that is already bytes.</summary>
internal static class Answers
{
    // Up to this many bytes the answer waits in the connection's buffer and leaves with the headers in one write.
    private const int FlushBytes = 64 << 10;
    private const int PieceBytes = 64 << 10;

    internal static Task WriteAsync(HttpResponse response, int status, ReadOnlySpan<byte> json)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        Write(response.BodyWriter, json);
        return json.Length < FlushBytes ? Task.CompletedTask : response.BodyWriter.FlushAsync().AsTask();
    }

    // Without being asked for more, the connection gives blocks of 4 KB, each of which the kernel is then told of.
    private static void Write(PipeWriter body, ReadOnlySpan<byte> json)
    {
        while (json.Length > 0)
        {
            var target = body.GetSpan(Math.Min(json.Length, PieceBytes));
            var length = Math.Min(json.Length, target.Length);
            json[..length].CopyTo(target);
            body.Advance(length);
            json = json[length..];
        }
    }

    /// <summary>Answers what is wrong; where another server would answer the same request, it is sent there.</summary>
    internal static Task WriteAsync(HttpResponse response, ErrorAnswer answer)
    {
        var request = response.HttpContext.Request;
        if (answer.Server is { } server) response.Headers.Location = $"{server}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";
        return WriteAsync(response, answer.Status, answer.Body.Span);
    }

    internal static Task WriteAsync(HttpResponse response, int status, Finding finding) => WriteAsync(response, ErrorAnswer.Plain(status, finding));

    /// <summary>Answers that nothing can be read now, and when to come again.</summary>
    internal static Task WriteUnavailable(HttpResponse response, Finding finding)
    {
        response.Headers.RetryAfter = "1";
        return WriteAsync(response, StatusCodes.Status503ServiceUnavailable, finding);
    }
}
