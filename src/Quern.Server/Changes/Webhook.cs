using Microsoft.Extensions.Logging;

namespace Quern.Server.Changes;

/// <summary>Posts the changes of one trigger, one after the other: one that is not taken (no answer in time, or none of 2xx) is tried again, then given up.</summary>
internal sealed partial class Webhook(Trigger trigger, HttpClient client, ILogger log)
{
    /// <summary>Posts a change.</summary>
    public async Task PostAsync(byte[] change, CancellationToken stop)
    {
        var (wait, reason) = (trigger.FirstRetry, "");
        for (var attempt = 1; attempt <= trigger.Attempts; attempt++, wait *= 2)
        {
            if (attempt > 1) await Task.Delay(wait, stop).ConfigureAwait(false);
            if (await TryAsync(change, stop).ConfigureAwait(false) is not { } failure) return;
            reason = failure;
        }

        LogGivenUp(trigger.View, Shown(), trigger.Attempts, reason);
    }

    private Task<string?> TryAsync(byte[] change, CancellationToken stop) =>
        WebhookCall.TryWithinAsync(trigger.Timeout, patience => WebhookCall.TryPostAsync(client, trigger.Webhook, trigger.Headers, change, patience), stop);

    // What stands behind the path may be a secret.
    private string Shown() => trigger.Webhook.GetLeftPart(UriPartial.Path);

    [LoggerMessage(LogLevel.Warning, "a change of view '{view}' was not taken by {webhook} in {attempts} attempts, and is given up: {reason}")]
    private partial void LogGivenUp(string view, string webhook, int attempts, string reason);
}
