using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;

namespace Quern.Server.Grpc;

/// <summary>
/// gRPC over HTTP/2, for calls with one message each way: finds the method, reads the message, watches the deadline, and ends every call with a status. No reason ever leaves that is not a
/// finding; what else fails is logged under the call's id.
/// </summary>
internal sealed partial class GrpcTransport(GrpcMethods methods, ServerOptions options, ILogger log)
{
    private const string ContentType = "application/grpc";

    internal async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !IsGrpc(context.Request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            await EndAsync(context.Response, await AnswerAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody is left to be told.
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge && !context.Response.HasStarted)
        {
            await EndAsync(context.Response, GrpcAnswer.Fail([RequestErrors.TooLarge(options.BodyLimit)])).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await EndAsync(context.Response, GrpcAnswer.Fail([GrpcErrors.Malformed(e.Message)])).ConfigureAwait(false);
        }
        catch (QuernException e) when (!context.Response.HasStarted)
        {
            LogTrouble(context.TraceIdentifier, e.Message);
            await EndAsync(context.Response, GrpcAnswer.Fail(GrpcStatus.Unavailable, e.Findings[0])).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Here every other exception ends.
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailure(context.TraceIdentifier, context.Request.Path, e);
            var fault = GrpcAnswer.Fail(GrpcStatus.Internal, ServerFindings.Internal());
            await EndAsync(context.Response, fault with { Reason = $"{fault.Reason} Request id: {context.TraceIdentifier}." }).ConfigureAwait(false);
        }
    }

    private async Task<GrpcAnswer> AnswerAsync(HttpContext context)
    {
        var (request, began) = (context.Request, Stopwatch.GetTimestamp());
        if (methods.Find(request.Path.Value ?? "") is not { } method) return GrpcAnswer.Fail(GrpcStatus.Unimplemented, GrpcErrors.UnknownMethod(request.Path));
        var asked = request.Headers["grpc-timeout"].ToString();
        var timeout = Timeout.InfiniteTimeSpan;
        if (asked.Length > 0 && !GrpcTimeout.TryParse(asked, out timeout)) return GrpcAnswer.Fail([GrpcErrors.BadTimeout(asked)]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        // A timer cannot be set further than 49 days ahead; no call lasts that long.
        if (timeout >= TimeSpan.Zero && timeout < TimeSpan.FromDays(49)) stop.CancelAfter(timeout);
        try
        {
            var (message, refusal) = await GrpcFrame.ReadAsync(request, options.BodyLimit, stop.Token).ConfigureAwait(false);
            if (refusal is not null) return refusal;
            var answer = method(context.Response, message!);
            return asked.Length > 0 && Stopwatch.GetElapsedTime(began) >= timeout ? TooLate(asked) : answer;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return TooLate(asked);
        }
    }

    private static GrpcAnswer TooLate(string timeout) => GrpcAnswer.Fail(GrpcStatus.DeadlineExceeded, GrpcErrors.TooLate(timeout));

    private static async Task EndAsync(HttpResponse response, GrpcAnswer answer)
    {
        response.ContentType = ContentType;
        response.Headers["grpc-accept-encoding"] = "identity";
        var status = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        if (answer.Status != GrpcStatus.Ok)
        {
            // Without a message headers and trailers are one.
            response.Headers["grpc-status"] = status;
            response.Headers["grpc-message"] = answer.EscapedReason();
            return;
        }

        await GrpcFrame.WriteAsync(response, answer.Body.Span).ConfigureAwait(false);
        response.AppendTrailer("grpc-status", status);
    }

    private static bool IsGrpc(string? contentType)
    {
        var bare = contentType?.Split(';')[0].Trim();
        return string.Equals(bare, ContentType, StringComparison.OrdinalIgnoreCase) || string.Equals(bare, ContentType + "+proto", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(LogLevel.Error, "request {id} could not be served: {trouble}")]
    private partial void LogTrouble(string id, string trouble);

    [LoggerMessage(LogLevel.Error, "QRN5000 request {id} failed: {path}")]
    private partial void LogFailure(string id, string path, Exception e);
}
