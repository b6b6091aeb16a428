using System.Globalization;

namespace Quern.Benchmarks.Streams;

/// <summary>Durable events through HTTP, as fast as they come, while the server profiles and watches the stream's source; beside it the same without, by turns.</summary>
internal static class WatchedStreamBenchmark
{
    private const int Rounds = 3;
    private const double Share = 0.9;

    public static async Task<int> RunAsync(string[] args)
    {
        var length = TimeSpan.FromSeconds(args is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20);
        var (plain, watched, looked) = (0.0, 0.0, true);
        for (var round = 0; round < Rounds; round++)
        {
            plain += (await RunAsync(length, watched: false).ConfigureAwait(false)).Events / Rounds;
            var (events, isWatched) = await RunAsync(length, watched: true).ConfigureAwait(false);
            (watched, looked) = (watched + (events / Rounds), looked && isWatched);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not watched {plain:N0} events/s, watched {watched:N0} events/s, {watched / plain:F2}{(looked ? "" : "; it was not looked at in every round")}"));
        var passes = watched >= Share * plain && looked;
        Console.WriteLine(passes ? "floors: passed" : "floors: missed");
        return passes ? 0 : 1;
    }

    private static async Task<(double Events, bool IsWatched)> RunAsync(TimeSpan length, bool watched)
    {
        var folder = Directory.CreateTempSubdirectory("quern-streams-watched-");
        try
        {
            using var server = ClickServer.Start(folder.FullName, watched);
            await HttpStreamBenchmark.LoadAsync(server.Url, TimeSpan.FromSeconds(3), null).ConfigureAwait(false);
            var (events, _) = await HttpStreamBenchmark.LoadAsync(server.Url, length, null).ConfigureAwait(false);
            using var client = new ClickClient(server.Url);
            return (events, watched && await client.IsWatchedAsync().ConfigureAwait(false));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
