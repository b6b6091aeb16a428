using System.Net.Http.Headers;

namespace Quern.Server.Changes;

/// <summary>One call of a webhook.</summary>
internal static class WebhookCall
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Posts JSON; null when it was taken (an answer of 2xx), else why not.</summary>
    internal static async Task<string?> TryPostAsync(HttpClient client, Uri url, IReadOnlyDictionary<string, string> headers, byte[] json, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    /// <summary>Tries something that says why it was not taken; so does time that is up.</summary>
    internal static async Task<string?> TryWithinAsync(TimeSpan timeout, Func<CancellationToken, Task<string?>> work, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(timeout);
        try
        {
            return await work(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"it did not answer within {timeout.TotalSeconds:0.#} s";
        }
    }
}
