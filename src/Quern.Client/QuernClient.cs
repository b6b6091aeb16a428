using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Quern.Client;

/// <summary>
/// Talks to a Quern server. The <see cref="HttpClient"/> is the caller's: its BaseAddress is the server's, its timeout, handlers and pooling are as they were set up, and it is not disposed here.
/// A service of another shard is asked of the server that answers it, whose address the first learns from the project's registry and tells. Safe for many threads. Every method throws <see cref="QuernClientException"/> with all findings when the server refuses or cannot be reached.
/// </summary>
/// <param name="http">With the server's address as BaseAddress, such as <c>http://127.0.0.1:6566</c>.</param>
public sealed partial class QuernClient(HttpClient http)
{
    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, type, cancellation);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var body = await SendAsync(method, path, content, cancellation).ConfigureAwait(false);
        return Read(body, type);
    }

    private async Task<byte[]> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var response = await AskAsync(method, path, content, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a request and gives its answer if it is a success.</summary>
    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? content, HttpCompletionOption option, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            response = await http.SendAsync(request, option, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            throw ClientErrors.Of((int)response.StatusCode, body, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            response?.Dispose();
            throw ClientErrors.Lost(http.BaseAddress, e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw ClientErrors.NotQuern(200, "null");
        }
        catch (JsonException e)
        {
            throw ClientErrors.NotQuern(200, System.Text.Encoding.UTF8.GetString(body), e);
        }
    }

    private static ByteArrayContent Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ClientJson.Writing))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Content(buffer, "application/json");
    }

    private static ByteArrayContent Content(ArrayBufferWriter<byte> buffer, string type) => new(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
