using System.Globalization;

namespace Quern.Benchmarks.Streams;

/// <summary>Durable events through HTTP, as fast as they come, while the server profiles and watches the stream's source; beside it the same without, by turns.</summary>
internal static class WatchedStreamBenchmark
{
    private const int Rounds = 3;
    private const double Share = 0.9;

    public static async Task<int> RunAsync(string[] args)
    {
        var length = TimeSpan.FromSeconds(BenchArguments.Number(args, usual: 20));
        var (plain, watched) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            plain += await RunAsync(length, watched: false).ConfigureAwait(false) / Rounds;
            watched += await RunAsync(length, watched: true).ConfigureAwait(false) / Rounds;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not watched {plain:N0} events/s, watched {watched:N0} events/s, {watched / plain:F2}"));
        var passes = watched >= Share * plain;
        Console.WriteLine(passes ? "floors: passed" : "floors: missed");
        return passes ? 0 : 1;
    }

    private static async Task<double> RunAsync(TimeSpan length, bool watched)
    {
        var folder = Directory.CreateTempSubdirectory("quern-streams-watched-");
        try
        {
            using var server = ClickServer.Start(folder.FullName, watched);
            await HttpStreamBenchmark.LoadAsync(server.Url, TimeSpan.FromSeconds(3), null).ConfigureAwait(false);
            var (events, _) = await HttpStreamBenchmark.LoadAsync(server.Url, length, null).ConfigureAwait(false);
            using var client = new ClickClient(server.Url);
            if (watched) await client.WatchedAsync().ConfigureAwait(false);
            return events;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
