using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Quern.Engine.Streams;
using Quern.Protocol.Errors;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary><c>POST /v1/streams/{stream}/events</c>: one event, an array of them, or lines without end.</summary>
internal sealed class StreamEvents(ServingStates states, IHostApplicationLifetime lifetime)
{
    private readonly EventReaders _readers = new();

    internal async Task HandleAsync(string stream, HttpContext context)
    {
        if (states.Hold() is not { } state)
        {
            await Answers.WriteAsync(context.Response, 503, ServerFindings.NotReady()).ConfigureAwait(false);
            return;
        }

        // What takes events outlives the version of the registry, which a long body must not hold.
        var (ingest, elsewhere, noEvents) = (state.Streams, state.TakenElsewhere(stream), state.TakesNoEvents);
        state.Release();
        try
        {
            if (elsewhere is not null) throw new QuernException(elsewhere);
            if (ingest is null && noEvents is not null)
            {
                await Answers.WriteAsync(context.Response, ErrorAnswer.List([noEvents])).ConfigureAwait(false);
                return;
            }

            if (ingest is null) throw new QuernException(StreamFindings.NoneTaken(stream));
            ingest.SchemaOf(stream);
            using var body = UploadBody.Open(context);
            await TakeAsync(context, ingest, stream, body).ConfigureAwait(false);
        }
        catch (QuernException e) when (!context.Response.HasStarted)
        {
            await StreamErrors.WriteAsync(context.Response, e.Findings[0]).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(HttpContext context, StreamIngest ingest, string stream, UploadBody body)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var isLines = IsLines(context.Request.ContentType);
        var answer = new UploadAnswer(context.Response) { IsByLine = isLines };
        var upload = new EventUpload(ingest, _readers, stream, answer);
        try
        {
            await upload.RunAsync(body, new(isLines), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await upload.FailAsync(ServerFindings.Stopping()).ConfigureAwait(false);
        }
        catch (QuernException e)
        {
            await upload.FailAsync(e.Findings[0]).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The sender broke off: what it was told is taken stays, and nobody is left to be told more.
            context.Abort();
        }
        finally
        {
            await upload.SettleAsync().ConfigureAwait(false);
        }
    }

    private static bool IsLines(string? contentType) =>
        contentType is not null && (contentType.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || contentType.Contains("jsonl", StringComparison.OrdinalIgnoreCase));
}
