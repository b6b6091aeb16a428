using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Quern.Benchmarks.Online;
using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Parts;
using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Benchmarks.Workers;

/// <summary>Clicks in a topic of eight partitions, taken by one worker and by two: events a second until all are in the state, what an event costs whom, how soon an event is seen, and how soon the others have the parts of one that was killed.</summary>
internal static class WorkersBenchmark
{
    private const int Events = 200_000;
    private const int Probes = 40;
    private const int Cores = 16;
    private static readonly SharedStream Stream = SharedClicks.Shared[SharedClicks.Topic].Shared;

    internal static async Task<int> RunAsync(string[] args)
    {
        var one = await MeasureAsync(1).ConfigureAwait(false);
        var two = await MeasureAsync(2).ConfigureAwait(false);
        Line("two workers against one", $"{two.Rate / one.Rate:F2}; {Environment.ProcessorCount} cores for broker, sender, Redis and workers");
        foreach (var workers in (int[])[1, 2, 4, 8])
            Line($"simulated, {Cores} cores, {workers} workers", $"{WorkerSimulation.Run(workers, SharedClicks.Parts, one.WorkerCost, one.RedisCost):N0} events/s, {WorkerSimulation.Run(workers, SharedClicks.Parts, one.WorkerCost, one.RedisCost) / WorkerSimulation.Run(1, SharedClicks.Parts, one.WorkerCost, one.RedisCost):F2} of one");
        return 0;
    }

    private static async Task<(double Rate, double WorkerCost, double RedisCost)> MeasureAsync(int workers)
    {
        using var redis = new RedisProcess();
        using var cluster = new MockCluster(SharedClicks.Topic, SharedClicks.Parts);
        var settings = SharedClicks.Redis(redis.Port);
        using var store = new SharedStore(RedisOnlineStore.Open(settings, "bench", TimeProvider.System), RedisParts.Open(settings, "bench", SharedClicks.Shared, TimeProvider.System));
        var parts = (RedisParts)store.Parts;
        var members = new List<Process>();
        try
        {
            for (var number = 1; number <= workers; number++)
            {
                members.Add(BenchProcess.Start(WorkerMember.Command, redis.Port.ToString(CultureInfo.InvariantCulture), cluster.Servers));
                await UntilAsync(() => parts.Workers(WorkerHost.Presence) is var words && words.Count == number && words.All(word => word.Parts.Count == SharedClicks.Parts / number)).ConfigureAwait(false);
            }

            // What runs for the first time is compiled.
            await LoadAsync(cluster, parts, Events / 4).ConfigureAwait(false);
            var (worker, server) = (members.Sum(Seconds), ServerSeconds(redis));
            var time = await LoadAsync(cluster, parts, Events).ConfigureAwait(false);
            (worker, server) = ((members.Sum(Seconds) - worker) / Events, (ServerSeconds(redis) - server) / Events);
            Line($"{workers} {(workers == 1 ? "worker" : "workers")}", $"{Events / time.TotalSeconds:N0} events/s in the state; an event costs workers {worker * 1e6:F2} µs, Redis {server * 1e6:F2} µs; a part {Events / time.TotalSeconds / SharedClicks.Parts:N0} events/s");
            if (workers == 1) await FreshnessAsync(cluster, store).ConfigureAwait(false);
            else await TakeoverAsync(cluster, parts, members).ConfigureAwait(false);
            return (Events / time.TotalSeconds, worker, server);
        }
        finally
        {
            foreach (var member in members)
            {
                if (!member.HasExited) member.Kill();
                await member.WaitForExitAsync().ConfigureAwait(false);
                member.Dispose();
            }
        }
    }

    // From the first message that is sent to the last that is in the state of every view.
    private static async Task<TimeSpan> LoadAsync(MockCluster cluster, RedisParts parts, int events)
    {
        var (plan, before, start) = (SharedClicks.Plan(), parts.Events(SharedClicks.Topic), Stopwatch.GetTimestamp());
        for (var number = 0; number < events; number++) Send(cluster, number * 7919L % SharedClicks.Users, number);
        await UntilAsync(() => parts.Events(SharedClicks.Topic) >= before + events && plan.Views.Values.All(view => parts.Waiting(view) == 0)).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task FreshnessAsync(MockCluster cluster, SharedStore store)
    {
        var service = SharedClicks.Plan().Services["model"];
        using var reader = new VectorReader(store, service);
        var (keys, batch, delays) = (reader.NewKeys(), reader.NewBatch(), new List<double>());
        for (var probe = 0; probe < Probes; probe++)
        {
            var user = SharedClicks.Users + probe;
            var sent = Stopwatch.GetTimestamp();
            Send(cluster, user, 1);
            do
            {
                keys.Reset(1);
                keys.SetBits(0, 0, user);
                reader.Read(keys, Instant.From(TimeProvider.System.GetUtcNow()), batch);
            }
            while (batch.Reads[0][0][0] is { IsNull: true } or { Bits: 0 });
            delays.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(50 + (probe * 7 % 100)).ConfigureAwait(false);
        }

        delays.Sort();
        Line("from sending an event to a read that has it", $"p50 {delays[Probes / 2]:F0} ms, longest of {Probes} {delays[^1]:F0} ms (written every {SharedClicks.Shared[SharedClicks.Topic].Checkpoint.TotalMilliseconds:F0} ms)");
    }

    private static async Task TakeoverAsync(MockCluster cluster, RedisParts parts, List<Process> members)
    {
        long[] Ends() => [.. Enumerable.Range(0, SharedClicks.Parts).Select(part => parts.LogOf(SharedClicks.Topic, part).End(SharedClicks.Topic))];
        await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        members[0].Kill();
        await members[0].WaitForExitAsync().ConfigureAwait(false);
        var (killed, before, number) = (Stopwatch.GetTimestamp(), Ends(), 0);
        while (Ends().Zip(before).Any(end => end.First == end.Second))
        {
            for (var user = 0; user < 64; user++) Send(cluster, user, number++);
            await Task.Delay(20).ConfigureAwait(false);
        }

        Line("from SIGKILL of one to events of all parts taken", $"{Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s (session {SharedClicks.Session.TotalSeconds:F0} s, lease {SharedClicks.Shared[SharedClicks.Topic].Lease.TotalSeconds:F0} s; the mock lets the others wait {SharedClicks.Session.TotalSeconds - 1:F0} s besides)");
    }

    private static void Send(MockCluster cluster, long user, long number)
    {
        var (part, key, value) = SharedClicks.Click(Stream, user, number);
        cluster.Producer.Produce(new TopicPartition(SharedClicks.Topic, part), new Message<byte[], byte[]> { Key = key, Value = value });
    }

    private static double Seconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static double ServerSeconds(RedisProcess redis) => redis.Ask("INFO", "cpu").Split('\n')
        .Where(line => line.StartsWith("used_cpu_user:", StringComparison.Ordinal) || line.StartsWith("used_cpu_sys:", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Trim().Split(':')[1], CultureInfo.InvariantCulture));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo()) await Task.Delay(20).ConfigureAwait(false);
    }

    private static void Line(string what, string figure) => Console.WriteLine($"{what,-52} {figure}");
}
