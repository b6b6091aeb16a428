using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Quern.Benchmarks.Streams;

/// <summary>
/// Durable events through HTTP, as lines in batches of 500, for four views of thirty windowed features and 100,000 entities: the server is a process of its own, and shares the cores
/// with its clients. Against random-key commits in the same run.
/// </summary>
internal static class HttpStreamBenchmark
{
    private const int Pushers = 4;
    private const double Floor = 100_000;
    private const double FreshMilliseconds = 20;
    private const double ReadTimes = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var length = TimeSpan.FromSeconds(args is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20);
        var folder = Directory.CreateTempSubdirectory("quern-streams-http-");
        try
        {
            var atRandom = StreamFloors.AtRandom(folder.CreateSubdirectory("at-random").FullName);
            using var server = ClickServer.Start(folder.FullName);
            using var reader = new ClickClient(server.Url);
            await LoadAsync(server.Url, TimeSpan.FromSeconds(3), null).ConfigureAwait(false);

            using var stop = new CancellationTokenSource();
            var reading = reader.ReadAsync(stop.Token);
            var (events, pushes) = await LoadAsync(server.Url, length, null).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            var busy = await reading.ConfigureAwait(false);

            await reader.SettleAsync().ConfigureAwait(false);
            using var enough = new CancellationTokenSource(length / 4);
            var idle = await reader.ReadAsync(enough.Token).ConfigureAwait(false);

            using var probed = new CancellationTokenSource();
            var probing = ProbeAsync(server.Url, probed.Token);
            var (half, _) = await LoadAsync(server.Url, length / 2, events / 2).ConfigureAwait(false);
            await probed.CancelAsync().ConfigureAwait(false);
            var (pushed, seen) = await probing.ConfigureAwait(false);
            return Report(events, atRandom, pushes, idle, busy, half, pushed, seen);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Clients push one batch after the other, or so that together they have a rate.
    private static async Task<(double Events, Latencies Pushes)> LoadAsync(Uri server, TimeSpan length, double? rate)
    {
        var (latencies, pushed, watch) = (new Latencies(), 0L, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Pushers).Select(seed => Task.Run(async () =>
        {
            using var client = new ClickClient(server);
            var bodies = new ClickBodies(seed);
            for (var batch = 1; watch.Elapsed < length; batch++)
            {
                var start = Stopwatch.GetTimestamp();
                Interlocked.Add(ref pushed, await client.PushAsync(bodies.Next()).ConfigureAwait(false));
                latencies.Add(Stopwatch.GetElapsedTime(start));
                if (rate is { } all && TimeSpan.FromSeconds(batch * StreamFloors.Batch * Pushers / all) - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        return (pushed / watch.Elapsed.TotalSeconds, latencies);
    }

    // A click of a user whom nobody else has, and a read of that user once it is acknowledged.
    private static async Task<(Latencies Pushed, Latencies Seen)> ProbeAsync(Uri server, CancellationToken stop)
    {
        using var client = new ClickClient(server);
        var (pushed, seen) = (new Latencies(), new Latencies());
        for (var user = ClickBodies.Users; !stop.IsCancellationRequested; user++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{DateTimeOffset.UtcNow.AddMilliseconds(-1):O}}","user":{{user}},"item":1,"shop":1,"price":1.5,"seconds":1}""");
            var start = Stopwatch.GetTimestamp();
            await client.PushAsync(Encoding.ASCII.GetBytes(line)).ConfigureAwait(false);
            pushed.Add(Stopwatch.GetElapsedTime(start));
            var acknowledged = Stopwatch.GetTimestamp();
            if (await client.ReadAsync(user, 1, 1).ConfigureAwait(false) != 1) throw new InvalidOperationException("An acknowledged event is not visible.");
            seen.Add(Stopwatch.GetElapsedTime(acknowledged));
            await Task.Delay(5, CancellationToken.None).ConfigureAwait(false);
        }

        return (pushed, seen);
    }

    private static int Report(double events, double atRandom, Latencies pushes, Latencies idle, Latencies busy, double half, Latencies pushed, Latencies seen)
    {
        Line($"random keys                          {atRandom,10:N0} events/s");
        Line($"over HTTP, 4 views, 30 features      {events,10:N0} events/s   {events / atRandom:F2} of random keys");
        Line($"push of 500, durable and visible     p50 {pushes.At(0.5):F1} ms  p99 {pushes.At(0.99):F1} ms");
        Line($"read of 30 features, idle            p50 {idle.At(0.5):F2} ms  p99 {idle.At(0.99):F2} ms");
        Line($"the same during the load             p50 {busy.At(0.5):F2} ms  p99 {busy.At(0.99):F2} ms   {busy.At(0.99) / idle.At(0.99):F1} times");
        Line($"at {half,8:N0} events/s: a push of one   p50 {pushed.At(0.5):F1} ms  p99 {pushed.At(0.99):F1} ms");
        Line($"  from its answer to a read that has it  p50 {seen.At(0.5):F1} ms  p99 {seen.At(0.99):F1} ms");
        var passes = events >= Math.Max(Floor, atRandom) && seen.At(0.99) < FreshMilliseconds && busy.At(0.99) < ReadTimes * idle.At(0.99);
        Console.WriteLine(passes ? "floors: passed" : "floors: missed");
        return passes ? 0 : 1;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
