using System.Net;
using System.Text.Json.Serialization.Metadata;
using Quern.Client.Online;

namespace Quern.Client;

/// <content>Services that another server answers: the client is sent there, and goes there by itself from then on.</content>
public sealed partial class QuernClient
{
    // Two servers with different settings may send to each other.
    private const int MostHops = 4;
    private readonly ShardPlaces _places = new();

    // Reads change nothing, so that one whose server is gone or knows it no more is asked again of the first, which knows where it is now.
    private async Task<T> SendPlacedAsync<T>(string what, string path, Func<HttpContent> body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        if (_places.Find(what) is { } known)
        {
            try
            {
                return await SendPlacedAsync(what, known, path, body, type, cancellation).ConfigureAwait(false);
            }
            catch (QuernClientException gone) when (gone.Status is 0 or (int)HttpStatusCode.NotFound or (int)HttpStatusCode.TemporaryRedirect)
            {
                _places.Forget(what);
            }
        }

        return await SendPlacedAsync(what, null, path, body, type, cancellation).ConfigureAwait(false);
    }

    private async Task<T> SendPlacedAsync<T>(string what, Uri? server, string path, Func<HttpContent> body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        for (var hop = 1; ; hop++)
        {
            using var content = body();
            using var response = await ReceiveAsync(server, path, content, cancellation).ConfigureAwait(false);
            // The HttpClient may have followed a redirect already.
            var (asked, answered) = (server ?? http.BaseAddress, response.RequestMessage?.RequestUri);
            if (asked is not null && answered is not null && !IsSame(asked, answered)) server = Learn(what, answered);
            if (response.StatusCode == HttpStatusCode.TemporaryRedirect && hop < MostHops && response.Headers.Location is { IsAbsoluteUri: true } to && IsSafe(answered, to))
            {
                server = Learn(what, to);
                continue;
            }

            if (response.IsSuccessStatusCode) return Read(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), type);
            throw ClientErrors.Of((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), response.Headers.RetryAfter?.Delta);
        }
    }

    private Uri Learn(string what, Uri address)
    {
        var server = new Uri(address.GetLeftPart(UriPartial.Authority));
        _places.Learn(what, server);
        return server;
    }

    private async Task<HttpResponseMessage> ReceiveAsync(Uri? server, string path, HttpContent content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server is null ? new Uri(path, UriKind.Relative) : new Uri(server, path)) { Content = content };
            return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw ClientErrors.Lost(server ?? http.BaseAddress, e);
        }
    }

    private static bool IsSame(Uri one, Uri other) => Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    // What was asked over TLS is not sent on without.
    private static bool IsSafe(Uri? from, Uri to) => to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from?.Scheme != Uri.UriSchemeHttps);
}
