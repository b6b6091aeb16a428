using Microsoft.Extensions.Logging;
using Quern.Server.Serving;

namespace Quern.Server.Changes;

/// <summary>
/// Calls whom triggers name, each on its own: one that hangs keeps no other waiting, and of what comes meanwhile each entity is looked at once. While a version of the registry has no such
/// view or feature, its trigger waits for the next one.
/// </summary>
internal sealed partial class TriggerLoop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ServingStates _states;
    private readonly ILogger _log;
    private readonly Task[] _loops;

    public TriggerLoop(IReadOnlyList<Trigger> triggers, ServingStates states, ILogger log)
    {
        (_states, _log) = (states, log);
        _loops = [.. triggers.Select(trigger => Task.Run(() => RunAsync(trigger)))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Trigger trigger)
    {
        var (webhook, told) = (new Webhook(trigger, _client, _log), "");
        while (!_stop.IsCancellationRequested)
        {
            if (_states.Hold() is { } state)
            {
                try
                {
                    if (!IsCalledElsewhere(trigger, state))
                    {
                        await FollowAsync(trigger, state, webhook).ConfigureAwait(false);
                        continue;
                    }
                }
                catch (QuernException e)
                {
                    if (told != state.Version) LogWaiting(trigger.View, e.Findings[0].Message);
                    told = state.Version;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogFailed(trigger.View, e);
                }
                finally
                {
                    state.Release();
                }
            }

            await Task.Delay(Patience, _stop.Token).ConfigureAwait(false);
        }
    }

    // Of a view that several shards have, one server calls.
    private static bool IsCalledElsewhere(Trigger trigger, ServingState state) => state.Shard is { } shard && state.Repository.Views.ContainsKey(trigger.View) && !shard.IsHomeOf(trigger.View);

    private async Task FollowAsync(Trigger trigger, ServingState state, Webhook webhook)
    {
        if (!state.Repository.Views.TryGetValue(trigger.View, out var view))
            throw new QuernException(new Finding("QRN5064", $"there is no view '{trigger.View}'", Hint: Hints.Names("Views", state.Repository.Views.Keys)));
        using var changes = state.Watch(view, trigger.When is { } when ? [("when", when)] : []);
        while (await changes.NextAsync(_stop.Token).ConfigureAwait(false) is { } some)
            foreach (var change in some)
                await webhook.PostAsync(change, _stop.Token).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "the trigger of view '{view}' waits for other definitions: {reason}")]
    private partial void LogWaiting(string view, string reason);

    [LoggerMessage(LogLevel.Error, "the trigger of view '{view}' failed, and goes on with what comes from now on")]
    private partial void LogFailed(string view, Exception e);
}
