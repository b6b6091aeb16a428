using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Quern.Protocol;

namespace Quern.Server.Http.Status;

/// <summary><c>GET /v1/status/stream</c>: how the server stands, whenever that changes.</summary>
internal sealed class StatusStream(StatusBoard board, IHostApplicationLifetime lifetime)
{
    private const int MostReaders = 200;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private int _readers;
    private Told? _told;

    internal async Task HandleAsync(HttpContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (Interlocked.Increment(ref _readers) > MostReaders) await Answers.WriteUnavailable(context.Response, ServerFindings.TooManyReaders(MostReaders)).ConfigureAwait(false);
            else await SendAsync(context, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader has gone, or the server is stopping.
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task SendAsync(HttpContext context, CancellationToken stop)
    {
        var response = context.Response;
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var timer = new PeriodicTimer(Step);
        var (last, silent) = ((string?)null, TimeSpan.Zero);
        do
        {
            var now = Tell(board.Now, json);
            silent += Step;
            if (last != now.Likeness)
            {
                await response.WriteAsync(now.Event, stop).ConfigureAwait(false);
                (last, silent) = (now.Likeness, TimeSpan.Zero);
            }
            else if (silent < Heartbeat) continue;
            // A line now and then lets both ends find out that the other has gone.
            else
            {
                await response.WriteAsync(": still here\n\n", stop).ConfigureAwait(false);
                silent = TimeSpan.Zero;
            }

            await response.Body.FlushAsync(stop).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    // Written once for all readers.
    private Told Tell(StatusShape status, JsonSerializerOptions json)
    {
        if (_told is { } told && ReferenceEquals(told.Status, status)) return told;
        var text = JsonSerializer.Serialize(status, json);
        return _told = new(status, $"event: status\ndata: {text}\n\n", status.Clock.Mode == "wall" ? JsonSerializer.Serialize(status with { Clock = new(null, "wall") }, json) : text);
    }

    /// <summary>A status as readers get it.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Event">The event.</param>
    /// <param name="Likeness">What it says, but for a clock that goes on by itself: readers are told when this changes.</param>
    private sealed record Told(StatusShape Status, string Event, string Likeness);
}
