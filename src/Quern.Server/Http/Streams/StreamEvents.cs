using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Quern.Engine.Streams;
using Quern.Planning.Shards;
using Quern.Protocol.Errors;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary><c>POST /v1/streams/{stream}/events</c>: one event, an array of them, or lines without end.</summary>
internal sealed class StreamEvents(ServingStates states, IHostApplicationLifetime lifetime)
{
    private readonly EventReaders _readers = new();

    internal async Task HandleAsync(string stream, HttpContext context)
    {
        if (!TryFind(states, stream, out var ingest, out var elsewhere))
        {
            await Answers.WriteAsync(context.Response, 503, ServerFindings.NotReady()).ConfigureAwait(false);
            return;
        }

        try
        {
            if (elsewhere is not null) throw new QuernException(elsewhere);
            if (ingest is null && TakenElsewhere(states) is { } taken)
            {
                await Answers.WriteAsync(context.Response, ErrorAnswer.List([taken])).ConfigureAwait(false);
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

    private static bool TryFind(ServingStates states, string stream, out StreamIngest? ingest, out Finding? elsewhere)
    {
        (ingest, elsewhere) = (null, null);
        if (states.Hold() is not { } state) return false;
        (ingest, elsewhere) = (state.Streams, state.TakenElsewhere(stream));
        state.Release();
        return true;
    }

    /// <summary>Who takes the project's events, null when it has no streams; false while no version of the registry is loaded.</summary>
    internal static bool TryFind(ServingStates states, out StreamIngest? ingest)
    {
        ingest = null;
        if (states.Hold() is not { } state) return false;
        ingest = state.Streams;
        state.Release();
        return true;
    }

    /// <summary>That another process takes the project's events, since this one serves a shard; null where none does.</summary>
    internal static RequestFinding? TakenElsewhere(ServingStates states)
    {
        if (states.Hold() is not { } state) return null;
        var shard = state.Shard;
        state.Release();
        return shard is null || shard.Name == ShardDefinition.DefaultName ? null : RequestErrors.TakesNoEvents(shard.Name, shard.Map.UrlOf(ShardDefinition.DefaultName));
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
