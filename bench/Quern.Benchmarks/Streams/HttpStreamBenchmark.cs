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
        var length = TimeSpan.FromSeconds(BenchArguments.Number(args, usual: 20));
        var folder = Directory.CreateTempSubdirectory("quern-streams-http-");
        try
        {
            var atRandom = StreamFloors.AtRandom(folder.CreateSubdirectory("at-random").FullName);
            using var server = ClickServer.Start(folder.FullName);
            await LoadAsync(server.Url, TimeSpan.FromSeconds(3), null).ConfigureAwait(false);

            var (events, pushes, busy) = await ReadDuringAsync(server.Url, () => LoadAsync(server.Url, length, null)).ConfigureAwait(false);
            using var client = new ClickClient(server.Url);
            await client.SettleAsync().ConfigureAwait(false);
            var (_, _, idle) = await ReadDuringAsync(server.Url, () => IdleAsync(length / 4)).ConfigureAwait(false);
            var (_, _, asked) = await ReadDuringAsync(server.Url, () => LoadAsync(server.Url, length / 2, Floor)).ConfigureAwait(false);

            using var probed = new CancellationTokenSource();
            var probing = ProbeAsync(server.Url, probed.Token);
            var (half, _) = await LoadAsync(server.Url, length / 2, events / 2).ConfigureAwait(false);
            await probed.CancelAsync().ConfigureAwait(false);
            var (pushed, seen) = await probing.ConfigureAwait(false);
            return Report((events, atRandom, pushes), (idle, busy, asked), (half, pushed, seen));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Events, Latencies Pushes, (double Half, double Most) Reads)> ReadDuringAsync(Uri server, Func<Task<(double Events, Latencies Pushes)>> load)
    {
        using var reader = ClickReader.Start(server);
        var (events, pushes) = await load().ConfigureAwait(false);
        return (events, pushes, reader.Stop());
    }

    private static async Task<(double Events, Latencies Pushes)> IdleAsync(TimeSpan length)
    {
        await Task.Delay(length).ConfigureAwait(false);
        return (0, new());
    }

    // Clients push one batch after the other, or so that together they have a rate.
    internal static async Task<(double Events, Latencies Pushes)> LoadAsync(Uri server, TimeSpan length, double? rate)
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
                if (rate is { } all && TimeSpan.FromSeconds((batch + ((double)seed / Pushers)) * StreamFloors.Batch * Pushers / all) - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait).ConfigureAwait(false);
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

    private static int Report(
        (double Events, double AtRandom, Latencies Pushes) load,
        ((double Half, double Most) Idle, (double Half, double Most) Busy, (double Half, double Most) Asked) reads,
        (double Rate, Latencies Pushed, Latencies Seen) half)
    {
        Line($"random keys                          {load.AtRandom,10:N0} events/s");
        Line($"over HTTP, 4 views, 30 features      {load.Events,10:N0} events/s   {load.Events / load.AtRandom:F2} of random keys");
        Line($"push of 500, durable and visible     p50 {load.Pushes.At(0.5):F1} ms  p99 {load.Pushes.At(0.99):F1} ms");
        Line($"read of 30 features, idle            p50 {reads.Idle.Half:F2} ms  p99 {reads.Idle.Most:F2} ms");
        Line($"the same at {Floor:N0} events/s       p50 {reads.Asked.Half:F2} ms  p99 {reads.Asked.Most:F2} ms   {reads.Asked.Most / reads.Idle.Most:F1} times");
        Line($"the same while as much comes as can  p50 {reads.Busy.Half:F2} ms  p99 {reads.Busy.Most:F2} ms   {reads.Busy.Most / reads.Idle.Most:F1} times");
        Line($"at {half.Rate,8:N0} events/s: a push of one   p50 {half.Pushed.At(0.5):F1} ms  p99 {half.Pushed.At(0.99):F1} ms");
        Line($"  from its answer to a read that has it  p50 {half.Seen.At(0.5):F1} ms  p99 {half.Seen.At(0.99):F1} ms");
        var passes = load.Events >= Math.Max(Floor, load.AtRandom) && half.Seen.At(0.99) < FreshMilliseconds && reads.Busy.Most < ReadTimes * reads.Idle.Most;
        Console.WriteLine(passes ? "floors: passed" : "floors: missed");
        return passes ? 0 : 1;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
