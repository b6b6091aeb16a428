using System.Diagnostics;
using System.Globalization;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;
using Quern.Values;

namespace Quern.Benchmarks.Streams;

/// <summary>Durable events through the whole of a stream in process: log, heads and checkpoints for four views, while vectors are read; against a log alone and against random writes.</summary>
internal static class StreamBenchmark
{
    private const int Pushers = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("quern-streams-");
        try
        {
            var inOrder = StreamFloors.InOrder(folder.CreateSubdirectory("in-order").FullName);
            var atRandom = StreamFloors.AtRandom(folder.CreateSubdirectory("at-random").FullName);
            var (events, paused, idle, busy, acknowledged) = await MeasureAsync(folder).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log alone, in key order      {inOrder,12:N0} events/s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"random keys                  {atRandom,12:N0} events/s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stream, 4 views, 30 features {events,12:N0} events/s   {events / atRandom:F2} of random keys, {events / inOrder:F2} of the log alone"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped for garbage collection   {paused:P1} of the time"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"push acknowledged and visible    p50 {acknowledged.At(0.5):F1} ms  p99 {acknowledged.At(0.99):F1} ms"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read of 30 features, idle        p50 {idle.At(0.5) * 1000:F0} us  p99 {idle.At(0.99) * 1000:F0} us"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same during the load         p50 {busy.At(0.5) * 1000:F0} us  p99 {busy.At(0.99) * 1000:F0} us   {busy.At(0.99) / idle.At(0.99):F1} times"));
            return events >= atRandom ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Events, double Paused, Latencies Idle, Latencies Busy, Latencies Acknowledged)> MeasureAsync(DirectoryInfo folder)
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ClickFeatures()), new PlanOptions());
        using var log = new LmdbOnlineStore(folder.CreateSubdirectory("log").FullName);
        using var state = new LmdbOnlineStore(folder.CreateSubdirectory("state").FullName);
        using var ingest = new StreamIngest(log, state, new WallClock(), new StreamLimits(), e => Console.Error.WriteLine(e.Message));
        ingest.Use(plan!);
        using var stop = new CancellationTokenSource();
        var acknowledged = new Latencies();
        var (pushed, watch) = (0L, Stopwatch.StartNew());
        var pushers = Enumerable.Range(0, Pushers).Select(seed => Task.Run(async () =>
        {
            var clicks = new ClickBatches(seed, ClickBodies.Users, ClickBodies.Shops);
            while (!stop.IsCancellationRequested)
            {
                var batch = clicks.Next(ingest.SchemaOf("clicks"), new WallClock().Now);
                var start = Stopwatch.GetTimestamp();
                var report = await ingest.PushAsync("clicks", batch).ConfigureAwait(false);
                acknowledged.Add(Stopwatch.GetElapsedTime(start));
                Interlocked.Add(ref pushed, report.Accepted);
            }
        })).ToArray();
        var busy = Task.Run(() => Read(state, plan!.Services["model"], ingest.Heads, stop.Token));
        var paused = GC.GetTotalPauseDuration();
        await Task.Delay(Length).ConfigureAwait(false);
        paused = GC.GetTotalPauseDuration() - paused;
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(pushers).ConfigureAwait(false);
        var rate = pushed / watch.Elapsed.TotalSeconds;
        ingest.Heads.WriteCheckpoint();
        using var calm = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        return (rate, paused / Length, Read(state, plan!.Services["model"], ingest.Heads, calm.Token), await busy.ConfigureAwait(false), acknowledged);
    }

    // One read each millisecond, as an application would, not as fast as it goes.
    private static Latencies Read(IOnlineStore state, ServicePlan service, StreamHeads heads, CancellationToken stop)
    {
        using var vectors = new OnlineVectors(state, service, heads);
        var (batch, random, latencies) = (new VectorBatch(service), new Random(7), new Latencies());
        while (!stop.IsCancellationRequested)
        {
            Column[] keys = [.. service.JoinKeys.Select(key => Key(random.Next(key.Name == "shop" ? ClickBodies.Shops : ClickBodies.Users)))];
            var start = Stopwatch.GetTimestamp();
            vectors.Read(keys, [], 1, new WallClock().Now, batch);
            latencies.Add(Stopwatch.GetElapsedTime(start));
            Thread.Sleep(1);
        }

        return latencies;
    }

    private static Int64Column Key(long value)
    {
        var column = new Int64Column(ValueKind.Int64);
        column.Append(value);
        return column;
    }
}
