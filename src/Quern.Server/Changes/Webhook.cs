using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Quern.Server.Changes;

/// <summary>Posts the changes of one trigger, one after the other: one that is not taken (no answer in time, or none of 2xx) is tried again, then given up.</summary>
internal sealed partial class Webhook(Trigger trigger, HttpClient client, ILogger log)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

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

    // Null when it was taken.
    private async Task<string?> TryAsync(byte[] change, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(trigger.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, trigger.Webhook) { Content = new ByteArrayContent(change) { Headers = { ContentType = Json } } };
            foreach (var (name, value) in trigger.Headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"it did not answer within {trigger.Timeout.TotalSeconds:0.#} s";
        }
    }

    // What stands behind the path may be a secret.
    private string Shown() => trigger.Webhook.GetLeftPart(UriPartial.Path);

    [LoggerMessage(LogLevel.Warning, "a change of view '{view}' was not taken by {webhook} in {attempts} attempts, and is given up: {reason}")]
    private partial void LogGivenUp(string view, string webhook, int attempts, string reason);
}
