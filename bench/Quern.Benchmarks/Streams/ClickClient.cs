using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Quern.Benchmarks.Streams;

/// <summary>One connection to a server of clicks.</summary>
internal sealed class ClickClient(Uri server) : IDisposable
{
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");
    private readonly HttpClient _client = new() { BaseAddress = server };

    /// <summary>Pushes lines; how many were taken.</summary>
    public async Task<int> PushAsync(byte[] lines)
    {
        using var content = new ByteArrayContent(lines);
        content.Headers.ContentType = Lines;
        using var response = await _client.PostAsync("/v1/streams/clicks/events", content).ConfigureAwait(false);
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().ConfigureAwait(false);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => JsonDocument.Parse(line).RootElement.GetProperty("accepted").GetInt32());
    }

    /// <summary>Reads the thirty features of some entities; how many clicks of the user there were within the hour.</summary>
    public async Task<long> ReadAsync(long user, long item, long shop)
    {
        using var content = new StringContent($$$"""{"feature_service":"model","entities":{"user":[{{{user}}}],"item":[{{{item}}}],"shop":[{{{shop}}}]}}""", Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync("/get-online-features", content).ConfigureAwait(false);
        var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().ConfigureAwait(false)).RootElement;
        var names = answer.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ToList();
        return answer.GetProperty("results")[names.IndexOf("clicks_1h")].GetProperty("values")[0].GetInt64();
    }

    /// <summary>How many events are not in indexed state yet.</summary>
    public async Task<long> LagAsync() => JsonDocument.Parse(await _client.GetStringAsync("/v1/streams").ConfigureAwait(false)).RootElement[0].GetProperty("lag").GetInt64();

    /// <summary>Waits until the stream's source has been looked at for drift.</summary>
    public async Task WatchedAsync()
    {
        while (!await IsWatchedAsync().ConfigureAwait(false)) await Task.Delay(100).ConfigureAwait(false);
    }

    private async Task<bool> IsWatchedAsync() => JsonDocument.Parse(await _client.GetStringAsync("/v1/drift").ConfigureAwait(false)).RootElement.GetProperty("sources") is var sources
        && sources.GetArrayLength() == 1 && sources[0].GetProperty("trouble").ValueKind == JsonValueKind.Null && sources[0].GetProperty("looked_at").ValueKind == JsonValueKind.String;

    /// <summary>Waits until all that came is in indexed state.</summary>
    public async Task SettleAsync()
    {
        while (await LagAsync().ConfigureAwait(false) > 0) await Task.Delay(100).ConfigureAwait(false);
    }

    /// <summary>Reads random entities, one after a millisecond each, until it is told to stop.</summary>
    public async Task<Latencies> ReadAsync(CancellationToken stop)
    {
        var (random, latencies) = (new Random(7), new Latencies());
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await ReadAsync(random.Next(ClickBodies.Users), random.Next(ClickBodies.Users), random.Next(ClickBodies.Shops)).ConfigureAwait(false);
            latencies.Add(Stopwatch.GetElapsedTime(start));
            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
        }

        return latencies;
    }

    public void Dispose() => _client.Dispose();
}
