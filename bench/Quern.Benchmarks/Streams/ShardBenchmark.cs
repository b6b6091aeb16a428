using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Quern.Benchmarks.Streams;

/// <summary>
/// How soon an event that was pushed to the default server is in a read of a shard's, idle and at a rate; and how long reads of the default server take while the shard's is read as fast as four
/// connections can, against reads while the default server itself is. All share the cores.
/// </summary>
internal static class ShardBenchmark
{
    private const int Readers = 4;
    private const double Rate = 10_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("quern-shards-");
        try
        {
            using var server = ClickServer.Start(folder.FullName);
            await HttpStreamBenchmark.LoadAsync(server.Url, TimeSpan.FromSeconds(2), null).ConfigureAwait(false);
            using var shard = ClickShard.Start(folder.FullName);
            using (var client = new ClickClient(server.Url)) await client.SettleAsync().ConfigureAwait(false);
            await ProbeAsync(server.Url, shard.Url, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            Report("event at the shard, after its push is answered, idle", await ProbeAsync(server.Url, shard.Url, Length).ConfigureAwait(false));
            var load = HttpStreamBenchmark.LoadAsync(server.Url, Length, Rate);
            var loaded = await ProbeAsync(server.Url, shard.Url, Length).ConfigureAwait(false);
            Report($"the same at {(await load.ConfigureAwait(false)).Events:N0} events/s", loaded);
            Report("reads of the default server, idle", await ReadAsync(server.Url, null).ConfigureAwait(false));
            Report("the same while the shard is read", await ReadAsync(server.Url, shard.Url).ConfigureAwait(false));
            Report("the same while the default server is read", await ReadAsync(server.Url, server.Url).ConfigureAwait(false));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A click of a user whom nobody else has, and reads of that user until one has it.
    private static async Task<(double Half, double Most)> ProbeAsync(Uri server, Uri shard, TimeSpan length)
    {
        using var pushing = new ClickClient(server);
        using var reading = new ClickClient(shard);
        var (seen, watch) = (new Latencies(), Stopwatch.StartNew());
        for (var user = ClickBodies.Users + (Stopwatch.GetTimestamp() / 1_000 % 1_000_000_000); watch.Elapsed < length; user++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{DateTimeOffset.UtcNow.AddMilliseconds(-1):O}}","user":{{user}},"item":1,"shop":1,"price":1.5,"seconds":1}""");
            await pushing.PushAsync(Encoding.ASCII.GetBytes(line)).ConfigureAwait(false);
            var acknowledged = Stopwatch.GetTimestamp();
            while (await reading.ReadAsync(user, 1, 1).ConfigureAwait(false) != 1)
            {
            }

            seen.Add(Stopwatch.GetElapsedTime(acknowledged));
            await Task.Delay(3, CancellationToken.None).ConfigureAwait(false);
        }

        return (seen.At(0.5), seen.At(0.99));
    }

    private static async Task<(double Half, double Most)> ReadAsync(Uri server, Uri? busy)
    {
        using var stop = new CancellationTokenSource();
        var load = busy is null ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, Readers).Select(seed => Task.Run(() => ReadOnAsync(busy, seed, stop.Token))));
        using var reader = ClickReader.Start(server);
        await Task.Delay(Length, CancellationToken.None).ConfigureAwait(false);
        var reads = reader.Stop();
        await stop.CancelAsync().ConfigureAwait(false);
        await load.ConfigureAwait(false);
        return reads;
    }

    private static async Task ReadOnAsync(Uri server, int seed, CancellationToken stop)
    {
        using var client = new ClickClient(server);
        var random = new Random(seed);
        while (!stop.IsCancellationRequested) await client.ReadAsync(random.Next(ClickBodies.Users), random.Next(ClickBodies.Users), random.Next(ClickBodies.Shops)).ConfigureAwait(false);
    }

    private static void Report(string what, (double Half, double Most) took) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-56} p50 {took.Half:F2} ms  p99 {took.Most:F2} ms"));
}
