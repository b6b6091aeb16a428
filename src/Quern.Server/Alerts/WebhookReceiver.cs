using Quern.Server.Changes;

namespace Quern.Server.Alerts;

/// <summary>Posts alerts as JSON that Slack, and what speaks as it does, shows as text.</summary>
/// <param name="Url">What is called.</param>
/// <param name="Headers">Headers of each call, such as one that says who calls.</param>
/// <param name="Audience">Which alerts it gets.</param>
public sealed record WebhookReceiver(Uri Url, IReadOnlyDictionary<string, string> Headers, AlertAudience Audience)
    // What stands behind the host may be a secret.
    : AlertReceiver(Url.GetLeftPart(UriPartial.Authority), Audience)
{
    internal override Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop) => WebhookCall.TryPostAsync(client, Url, Headers, message.Json, stop);
}
