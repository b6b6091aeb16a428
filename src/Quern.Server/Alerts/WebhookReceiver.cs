using System.Net.Http.Headers;

namespace Quern.Server.Alerts;

/// <summary>Posts alerts as JSON that Slack, and what speaks as it does, shows as text.</summary>
/// <param name="Url">What is called.</param>
/// <param name="Headers">Headers of each call, such as one that says who calls.</param>
/// <param name="Owners">Whose alerts it gets; empty for all.</param>
public sealed record WebhookReceiver(Uri Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Owners)
    // What stands behind the host may be a secret.
    : AlertReceiver(Url.GetLeftPart(UriPartial.Authority), Owners)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    internal override async Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(message.Json) { Headers = { ContentType = Json } } };
            foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }
}
