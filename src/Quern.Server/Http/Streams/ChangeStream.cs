using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Quern.Protocol.Errors;
using Quern.Server.Changes;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary><c>GET /v1/views/{view}/changes</c>: what a view's features become as events come, as server-sent events.</summary>
internal sealed class ChangeStream(ServingStates states, IHostApplicationLifetime lifetime)
{
    private const int MostReaders = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private int _readers;

    internal Task HandleAsync(string view, HttpContext context) => RegistryRoutes.WithState(context, states, async state =>
    {
        try
        {
            if (Interlocked.Increment(ref _readers) > MostReaders)
                await Answers.WriteAsync(context.Response, 503, ServerFindings.TooManyReaders(MostReaders)).ConfigureAwait(false);
            else if (!state.Repository.Views.TryGetValue(view, out var plan))
                await Answers.WriteAsync(context.Response, 404, RequestErrors.UnknownView(view, state.Project, Hints.Names("Views", state.Repository.Views.Keys)).Finding).ConfigureAwait(false);
            else
                await SendAsync(context, () => state.Watch(plan, context.Request.Query.SelectMany(part => part.Value.Select(value => (part.Key, value ?? ""))))).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    });

    private async Task SendAsync(HttpContext context, Func<ViewChanges> watch)
    {
        var response = context.Response;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            using var changes = watch();
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-store";
            await response.WriteAsync(": watching\n\n", stop.Token).ConfigureAwait(false);
            await response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
            await CopyAsync(changes, response, stop).ConfigureAwait(false);
        }
        catch (QuernException e) when (!response.HasStarted)
        {
            await Answers.WriteAsync(response, ErrorAnswer.To([.. e.Findings.Select(RequestErrors.BadQuery)])).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader has gone, or the server is stopping.
        }
    }

    private static async Task CopyAsync(ViewChanges changes, HttpResponse response, CancellationTokenSource stop)
    {
        var (missed, next) = (0L, changes.NextAsync(stop.Token));
        try
        {
            while (true)
            {
                // A line now and then lets both ends find out that the other has gone.
                await ((Task)next.WaitAsync(Heartbeat, stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompleted) await response.WriteAsync(": still watching\n\n", stop.Token).ConfigureAwait(false);
                else if (await next.ConfigureAwait(false) is { } some)
                {
                    if (changes.Missed > missed) await response.WriteAsync($"event: missed\ndata: {{\"entities\":{missed = changes.Missed}}}\n\n", stop.Token).ConfigureAwait(false);
                    foreach (var change in some) await WriteAsync(response, change, stop.Token).ConfigureAwait(false);
                    next = changes.NextAsync(stop.Token);
                }
                else
                {
                    await response.WriteAsync("event: end\ndata: {\"reason\":\"other definitions are served\"}\n\n", stop.Token).ConfigureAwait(false);
                    return;
                }

                await response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            // A read that is under way must end before what it reads is closed.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(HttpResponse response, byte[] change, CancellationToken stop)
    {
        await response.WriteAsync("event: change\ndata: ", stop).ConfigureAwait(false);
        await response.Body.WriteAsync(change, stop).ConfigureAwait(false);
        await response.WriteAsync("\n\n", stop).ConfigureAwait(false);
    }
}
