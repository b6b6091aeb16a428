using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Server.Serving;

namespace Quern.Server.Http;

/// <summary>
/// <c>POST /get-online-features</c>, the one route that must be fast: it is answered before routing, the body is parsed where the connection left it, and nothing is allocated for a
/// value. The content type is not looked at: <c>curl -d</c> sends a form's.
/// </summary>
internal sealed class OnlineFeatures(ServingStates states, ServerOptions options)
{
    internal const string Route = "/get-online-features";

    internal Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path.Value == Route && HttpMethods.IsPost(context.Request.Method) ? HandleAsync(context) : next(context);

    internal async Task HandleAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        ReadResult read;
        try
        {
            read = await ReadAllAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To([RequestErrors.TooLarge(options.BodyLimit)])).ConfigureAwait(false);
            return;
        }

        var answering = Answer(context.Response, read.Buffer);
        body.AdvanceTo(read.Buffer.End);
        await answering.ConfigureAwait(false);
    }

    private static async ValueTask<ReadResult> ReadAllAsync(PipeReader body, CancellationToken stop)
    {
        while (true)
        {
            var read = await body.ReadAsync(stop).ConfigureAwait(false);
            if (read.IsCompleted) return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private Task Answer(HttpResponse response, ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment) return Answer(response, body.FirstSpan);
        var copy = ArrayPool<byte>.Shared.Rent(checked((int)body.Length));
        try
        {
            body.CopyTo(copy);
            return Answer(response, copy.AsSpan(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private Task Answer(HttpResponse response, ReadOnlySpan<byte> body)
    {
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read(body, ref findings);
        if (findings is not null) return Answers.WriteAsync(response, ErrorAnswer.To(findings));
        if (states.Hold() is not { } state) return Answers.WriteAsync(response, 503, ServerFindings.NotReady());
        try
        {
            return Answer(response, state, head);
        }
        finally
        {
            state.Release();
        }
    }

    private Task Answer(HttpResponse response, ServingState state, RequestHead head)
    {
        List<RequestFinding>? findings = null;
        if (state.Find(head, ref findings) is not { } service) return Answers.WriteAsync(response, ErrorAnswer.To(findings!));
        VectorSession? session = null;
        try
        {
            session = service.Rent();
            session.Read(head, options.Clock, ref findings);
            // The answer is copied into the connection's buffer here, so the session is free for the next request.
            return findings is null ? Answers.WriteAsync(response, 200, session.Answer.Written) : Answers.WriteAsync(response, ErrorAnswer.To(findings));
        }
        catch (QuernException e) when (e.Findings.All(IsAboutState))
        {
            return Answers.WriteAsync(response, ErrorAnswer.To([.. e.Findings.Select(RequestErrors.Refused)]));
        }
        catch
        {
            // Nobody knows in what state the session is.
            session?.Dispose();
            session = null;
            throw;
        }
        finally
        {
            if (session is not null) service.Return(session);
        }
    }

    // The view has no online state, or none for an instant so early: another request or a materialization helps, sending this one again does not.
    internal static bool IsAboutState(Finding finding) => finding.Code is "QRN4020" or "QRN4021";
}
