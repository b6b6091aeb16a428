using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Quern.Cli.Pushing;

/// <summary>Pushes to a server, as lines. A server that is busy is asked again; when the connection breaks nobody knows what was taken, so that is left to the user.</summary>
internal sealed class HttpDoor : IEventDoor
{
    // What is on its way when the user stops may still be answered for.
    private static readonly TimeSpan LastAnswer = TimeSpan.FromSeconds(5);
    private readonly HttpClient _client;
    private readonly string _server;

    /// <exception cref="QuernException">The address is none.</exception>
    public HttpDoor(string server) => (_client, _server) = (new() { BaseAddress = AddressOf(server), Timeout = TimeSpan.FromMinutes(5) }, server);

    /// <summary>A server's address as people write it.</summary>
    /// <exception cref="QuernException">It is none.</exception>
    public static Uri AddressOf(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? url : throw new QuernException(PushFindings.BadServer(server));

    public async Task<PushResult> PushAsync(string stream, IReadOnlyList<EventLine> lines, CancellationToken cancellation)
    {
        var (result, backoff) = (new PushResult(0, 0, 0, []), new Backoff());
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (part, left, error) = await PushOnceAsync(stream, lines, cancellation).ConfigureAwait(false);
            result = new(result.Accepted + part.Accepted, result.Duplicate + part.Duplicate, result.Late + part.Late, [.. result.Refused, .. part.Refused]);
            if (error is null) return result;
            if (!error.IsPassing || !await backoff.WaitAsync(cancellation).ConfigureAwait(false)) throw new QuernException(error.Finding);
            lines = left;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(PushResult Result, IReadOnlyList<EventLine> Left, ServerError? Error)> PushOnceAsync(string stream, IReadOnlyList<EventLine> lines, CancellationToken cancellation)
    {
        using var giveUp = new CancellationTokenSource();
        using var stopping = cancellation.Register(() => giveUp.CancelAfter(LastAnswer));
        try
        {
            using var content = new ByteArrayContent(Join(lines));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var response = await _client.PostAsync($"/v1/streams/{Uri.EscapeDataString(stream)}/events", content, giveUp.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(giveUp.Token).ConfigureAwait(false);
            return response.Content.Headers.ContentType?.MediaType == "application/x-ndjson" ? Read(lines, text) : (new(0, 0, 0, []), lines, ErrorOf(response.StatusCode, text));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or OperationCanceledException)
        {
            throw new QuernException(PushFindings.NoAnswer(_server, e.Message), e);
        }
    }

    private static byte[] Join(IReadOnlyList<EventLine> lines)
    {
        using var bytes = new MemoryStream();
        foreach (var line in lines)
        {
            bytes.Write(line.Text.Span);
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    // What has an error was not taken, and nothing that no answer speaks of was.
    private static (PushResult Result, IReadOnlyList<EventLine> Left, ServerError? Error) Read(IReadOnlyList<EventLine> lines, string text)
    {
        var (result, refused, left, next) = (new PushResult(0, 0, 0, []), new List<RefusedLine>(), new List<EventLine>(), 0);
        ServerError? error = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var answer = json.RootElement;
            var (from, events) = (answer.GetProperty("from").GetInt32(), answer.GetProperty("events").GetInt32());
            next = from + events;
            if (answer.TryGetProperty("error", out var failure))
            {
                left.AddRange(lines.Skip(from).Take(events));
                error ??= ServerError.Of(failure);
                continue;
            }

            result = new(result.Accepted + Count(answer, "accepted"), result.Duplicate + Count(answer, "duplicate"), result.Late + Count(answer, "late"), refused);
            foreach (var item in answer.GetProperty("refused").EnumerateArray())
                refused.Add(new(lines[item.GetProperty("index").GetInt32()], item.GetProperty("code").GetString()!, item.GetProperty("reason").GetString()!));
        }

        left.AddRange(lines.Skip(next));
        if (left.Count > 0) error ??= new(PushFindings.NoAnswer("", "The answer ended early."), IsPassing: false);
        return (result, left, error);
    }

    private static int Count(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    private static ServerError ErrorOf(HttpStatusCode status, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return ServerError.Of(json.RootElement) with { IsPassing = status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new(PushFindings.NoQuern((int)status), IsPassing: false);
        }
    }
}
