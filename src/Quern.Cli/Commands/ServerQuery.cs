using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Quern.Cli.Pushing;

namespace Quern.Cli.Commands;

/// <summary>Asks a server for what it tells as JSON.</summary>
internal static class ServerQuery
{
    /// <summary>How servers write JSON.</summary>
    public static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What a server tells at an address of its own.</summary>
    /// <exception cref="QuernException">The address is none, or no server of Quern answers there.</exception>
    public static Task<T?> AskAsync<T>(string server, string path, CancellationToken cancellation) => SendAsync<T>(server, HttpMethod.Get, path, null, _ => null, cancellation);

    /// <summary>What a server answers to a request; null when that is nothing (204).</summary>
    /// <param name="server">The server's address, as people write it.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, escaped.</param>
    /// <param name="body">The body, which is sent as JSON; null for none.</param>
    /// <param name="refused">What a status means that is not one of success; null for one that no server of Quern gives.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="QuernException">The address is none, no server of Quern answers there, or it refuses.</exception>
    public static async Task<T?> SendAsync<T>(string server, HttpMethod method, string path, object? body, Func<HttpStatusCode, Finding?> refused, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = HttpDoor.AddressOf(server), Timeout = Patience };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Wire) };
        try
        {
            using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw new QuernException(refused(response.StatusCode) ?? PushFindings.NoQuern((int)response.StatusCode));
            return response.StatusCode == HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<T>(Wire, cancellation).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new QuernException([PushFindings.NoQuern(200)], e);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new QuernException(PushFindings.NoAnswer(server, e.Message), e);
        }
    }
}
