using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Quern.Cli.Projects;
using Quern.Cli.Pushing;
using Quern.Cli.Rendering;
using Quern.Protocol.Streams;

namespace Quern.Cli.Commands;

/// <summary>How what feeds a project's streams stands: its server is asked, for only that knows.</summary>
internal static class FeedStatusView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The feeds as the server has them; those of the project's settings, stopped, when no server of the project answers. None when nothing is fed.</summary>
    public static async Task<IReadOnlyList<FeedShape>> Ask(Project project, string server, CancellationToken cancellation)
    {
        // What workers take no server knows.
        var own = project.File.Feeds.Where(feed => !project.File.Shared.ContainsKey(feed.Key)).ToArray();
        if (own.Length == 0) return [];
        var url = HttpDoor.AddressOf(server);
        try
        {
            using var client = new HttpClient { BaseAddress = url, Timeout = Patience };
            var answer = await client.GetFromJsonAsync<FeedsShape>("/v1/feeds", ServerQuery.Wire, cancellation).ConfigureAwait(false);
            if (answer?.Project == project.File.Project) return answer.Feeds;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // No server runs there, or one of somebody else's.
        }

        return [.. own.OrderBy(feed => feed.Key, StringComparer.Ordinal).Select(feed => new FeedShape(feed.Key, feed.Value.Kind, feed.Value.Name, "stopped", null, 0, 0, 0, 0, 0, 0, null))];
    }

    /// <summary>A feed as people read it.</summary>
    public static string Text(FeedShape feed, string server) => feed.State switch
    {
        "stopped" => $"{feed.Name}: stopped; no server of this project answers at {server}",
        "no_stream" => $"{feed.Name}: no source that is applied has this stream",
        _ => $"{feed.Name}: {feed.State}" + (feed.Lag is { } lag ? $", {Numbers.Count(lag)} behind" : "")
            + string.Create(CultureInfo.InvariantCulture, $", {feed.PerSecond:0.#}/s")
            + (feed.Refused > 0 ? $", {Numbers.Count(feed.Refused)} refused" : "")
            + (feed.LastError is { } error ? $"; last error at {error.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, {error.Code}: {error.Message}" : ""),
    };
}
