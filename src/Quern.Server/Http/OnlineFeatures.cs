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
internal sealed class OnlineFeatures(ServingStates states, ServerOptions options) : VectorDoor<HttpResponse, Task>(states, options)
{
    internal const string Route = "/get-online-features";

    internal Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path.Value == Route && HttpMethods.IsPost(context.Request.Method) ? HandleAsync(context) : next(context);

    internal async Task HandleAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        var read = await ReadAllAsync(body, context.RequestAborted).ConfigureAwait(false);
        Task answering;
        try
        {
            answering = Answer(context.Response, read.Buffer);
        }
        finally
        {
            // Also of a read that failed, or the connection ends under the caller's next request.
            body.AdvanceTo(read.Buffer.End);
        }

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

    // The answer is copied into the connection's buffer here.
    protected override Task Tell(HttpResponse caller, ServingState state, VectorSession session, RequestHead head) => Answers.WriteAsync(caller, 200, session.WriteJson(head));

    protected override HttpContext ContextOf(HttpResponse caller) => caller.HttpContext;

    protected override Task Refuse(HttpResponse caller, IReadOnlyList<RequestFinding> findings) => Answers.WriteAsync(caller, ErrorAnswer.To(findings));

    protected override Task Unavailable(HttpResponse caller, Finding finding) => Answers.WriteUnavailable(caller, finding);
}
