using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Quern.Client.Pushes;

namespace Quern.Client;

/// <content>Pushes to streams.</content>
public sealed partial class QuernClient
{
    private const int BatchEvents = 500;

    /// <summary>Pushes one event. When the task ends and it was accepted, it is durable and in the next read.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="event">The event: its members, in snake case, are the columns, so that the record of the definition serves.</param>
    /// <param name="options">How it is written as JSON; null for snake case.</param>
    /// <param name="cancellation">Gives the wait up; nobody knows then whether it was taken.</param>
    /// <exception cref="QuernClientException">The server refuses the events or cannot be reached; <see cref="QuernClientException.Report"/> says what became of those before.</exception>
    public Task<PushReport> PushAsync<T>(string stream, T @event, JsonSerializerOptions? options = null, CancellationToken cancellation = default) => PushAllAsync(stream, [@event], options, cancellation);

    /// <summary>
    /// Pushes events, in batches of 500, each of which is durable before the next one is sent. Where one cannot be sent those before it were taken: <see cref="QuernClientException.Report"/> says what
    /// became of them.
    /// </summary>
    /// <exception cref="QuernClientException">The server refuses the events or cannot be reached; <see cref="QuernClientException.Report"/> says what became of those before.</exception>
    public async Task<PushReport> PushAllAsync<T>(string stream, IEnumerable<T> events, JsonSerializerOptions? options = null, CancellationToken cancellation = default)
    {
        var (report, sent, type) = (PushReport.Empty, 0L, TypeOf<T>(options));
        foreach (var batch in events.Chunk(BatchEvents))
        {
            report = await PushBatchAsync(stream, batch, type, report, sent, cancellation).ConfigureAwait(false);
            sent += batch.Length;
        }

        return report;
    }

    /// <summary>
    /// Pushes events as they come, until there are no more: all that have come since the last batch was sent, up to 500, make the next one, so that a slow source is not held up and a fast one
    /// is sent in bulk.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events; the source is told by its token when no more are wanted.</param>
    /// <param name="options">How they are written as JSON; null for snake case.</param>
    /// <param name="progress">Told after each batch what became of all events so far.</param>
    /// <param name="cancellation">Gives up; what was reported stays taken.</param>
    /// <exception cref="QuernClientException">The server refuses the events or cannot be reached; <see cref="QuernClientException.Report"/> says what became of those before.</exception>
    public async Task<PushReport> PushStreamAsync<T>(string stream, IAsyncEnumerable<T> events, JsonSerializerOptions? options = null, IProgress<PushReport>? progress = null, CancellationToken cancellation = default)
    {
        var (report, sent, type, batch) = (PushReport.Empty, 0L, TypeOf<T>(options), new List<T>(BatchEvents));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var source = events.GetAsyncEnumerator(stop.Token);
        await using var disposal = source.ConfigureAwait(false);
        for (var hasMore = true; hasMore;)
        {
            var next = source.MoveNextAsync();
            // While nothing comes, what has come is sent.
            if (batch.Count == BatchEvents || (batch.Count > 0 && !next.IsCompleted))
            {
                try
                {
                    report = await PushBatchAsync(stream, batch, type, report, sent, cancellation).ConfigureAwait(false);
                }
                catch
                {
                    // A source may not be disposed while it is asked.
                    await stop.CancelAsync().ConfigureAwait(false);
                    await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    throw;
                }

                sent += batch.Count;
                batch.Clear();
                progress?.Report(report);
            }

            try
            {
                hasMore = await next.ConfigureAwait(false);
                if (hasMore) batch.Add(source.Current);
            }
            catch when (batch.Count > 0 && !cancellation.IsCancellationRequested)
            {
                // What came before the source failed is pushed all the same.
                progress?.Report(await PushBatchAsync(stream, batch, type, report, sent, cancellation).ConfigureAwait(false));
                throw;
            }
        }

        if (batch.Count == 0) return report;
        report = await PushBatchAsync(stream, batch, type, report, sent, cancellation).ConfigureAwait(false);
        progress?.Report(report);
        return report;
    }

    private static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions? options) => (JsonTypeInfo<T>)(options ?? ClientJson.Events).GetTypeInfo(typeof(T));

    private async Task<PushReport> PushBatchAsync<T>(string stream, IReadOnlyList<T> batch, JsonTypeInfo<T> type, PushReport report, long first, CancellationToken cancellation)
    {
        using var content = Lines(batch, type);
        try
        {
            var answer = await SendAsync(HttpMethod.Post, $"/v1/streams/{Uri.EscapeDataString(stream)}/events", content, cancellation).ConfigureAwait(false);
            return Take(answer, report, first);
        }
        catch (QuernClientException e) when (e.Report is null)
        {
            throw new QuernClientException(e.Status, e.Findings, e) { RetryAfter = e.RetryAfter, Report = report };
        }
    }

    // One line for each part; a part that has an error was not taken, nor was anything after it.
    private static PushReport Take(ReadOnlySpan<byte> answer, PushReport report, long first)
    {
        foreach (var range in answer.Split((byte)'\n'))
        {
            var line = answer[range];
            if (line.IsEmpty) continue;
            var part = Read(line, ClientJson.Default.PushAnswer);
            report = report.Plus(part, first);
            if (part.Error is { } error) throw new QuernClientException(503, [new(error.Code, error.Detail, null, error.Hint)]) { Report = report };
        }

        return report;
    }

    // The writer's own form, so that an event is one line however its options would lay it out.
    private static ByteArrayContent Lines<T>(IReadOnlyList<T> batch, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ClientJson.Writing))
            foreach (var item in batch)
            {
                JsonSerializer.Serialize(json, item, type);
                json.Flush();
                json.Reset();
                buffer.Write("\n"u8);
            }

        return Content(buffer, "application/x-ndjson");
    }
}
