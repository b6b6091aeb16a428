using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Quern.Protocol.Errors;

namespace Quern.Server.Http;

/// <summary>The outermost part of the pipeline: whatever fails inside is one line for the caller, with a request id, and everything else for the log.</summary>
internal sealed partial class ErrorBoundary(ILogger log)
{
    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody is left to be told.
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge && LimitOf(context) is { } limit && !context.Response.HasStarted)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To([RequestErrors.TooLarge(limit)])).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Answers.WriteAsync(context.Response, e.StatusCode, ServerFindings.BadRequest(e.Message)).ConfigureAwait(false);
        }
        catch (QuernException e) when (Refusals.Of(e.Findings[0]) is { } refusal && !context.Response.HasStarted)
        {
            if (refusal.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Answers.WriteAsync(context.Response, refusal.Status, e.Findings[0]).ConfigureAwait(false);
        }
        catch (QuernException e) when (!context.Response.HasStarted)
        {
            // The store or the registry says what is wrong with it: the caller gets the line, the operator all of it.
            LogTrouble(context.TraceIdentifier, e.Message);
            await Answers.WriteAsync(context.Response, ErrorAnswer.Plain(503, e.Findings[0], context.TraceIdentifier)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The boundary is where every other exception ends.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailure(context.TraceIdentifier, context.Request.Method, context.Request.Path, e);
            if (context.Response.HasStarted) context.Abort();
            else await Answers.WriteAsync(context.Response, ErrorAnswer.Plain(500, ServerFindings.Internal(), context.TraceIdentifier)).ConfigureAwait(false);
        }
    }

    private static long? LimitOf(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    [LoggerMessage(LogLevel.Error, "request {id} could not be served: {trouble}")]
    private partial void LogTrouble(string id, string trouble);

    [LoggerMessage(LogLevel.Error, "QRN5000 request {id} failed: {method} {path}")]
    private partial void LogFailure(string id, string method, string path, Exception e);
}
