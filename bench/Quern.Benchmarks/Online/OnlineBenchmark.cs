using System.Diagnostics;
using System.Globalization;
using Quern.Benchmarks.Http;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Stores.Lmdb;
using Quern.Time;

namespace Quern.Benchmarks.Online;

/// <summary>
/// Vectors in process, one row at a time, on one thread: fifty attributes against a bare get and decode of the same row in LMDB, in the same run, of which at least three
/// fifths of the speed is the floor; and fifteen features over windows of six thousand events, and of seven hundred thousand.
/// </summary>
internal static class OnlineBenchmark
{
    private const double Floor = 0.6;
    private const int Rounds = 25;
    private const int Reads = 200_000;

    internal static Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("quern-online-");
        try
        {
            var ratio = Attributes(folder);
            var usual = Windows(folder, entities: 300, eventsPerWeek: 6_000);
            var busy = Windows(folder, entities: 3, eventsPerWeek: 700_000);
            Line("busy entity against usual one", $"{busy / usual:F1} times");
            Counting();
            return Task.FromResult(ratio >= Floor ? 0 : 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Attributes(DirectoryInfo folder)
    {
        var service = new WideService(features: 50);
        using var store = new LmdbOnlineStore(folder.CreateSubdirectory("wide").FullName);
        service.Materialize(store);
        using var bare = new BareLmdb(folder.CreateSubdirectory("bare").FullName, service);
        using var session = new Session(store, service.Plan.Services["wide"], WideService.Now);
        var (floor, ours) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            floor = Math.Min(floor, Nanoseconds(Reads, WideService.Entities, entity => bare.Read(entity)));
            ours = Math.Min(ours, Nanoseconds(Reads, WideService.Entities, entity => session.Read(entity)));
        }

        Line("bare LMDB, 50 numbers", $"{floor:F0} ns");
        Line("vector of 50 attributes", $"{ours:F0} ns, {floor / ours:F2} of the speed (floor {Floor:F1}), {session.AllocatedPerRead()} bytes allocated");
        return floor / ours;
    }

    private static double Windows(DirectoryInfo folder, int entities, int eventsPerWeek)
    {
        var service = WindowState.Plan();
        using var store = new LmdbOnlineStore(folder.CreateSubdirectory($"windows-{eventsPerWeek}").FullName);
        WindowState.Materialize(store, service, entities, eventsPerWeek);
        using var session = new Session(store, service, WindowState.End);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++) best = Math.Min(best, Nanoseconds(Reads / 50, entities, entity => session.Read(entity)));
        Line($"vector of 15 features, {eventsPerWeek} events in 7 days", $"{best / 1000:F1} us, {session.AllocatedPerRead()} bytes allocated");
        return best;
    }

    // What a server adds to a read: who asks, by a header as it came, and four sums.
    private static void Counting()
    {
        using var ledger = new UsageLedger(new Forgotten(), TimeProvider.System);
        var tally = ledger.TallyOf(new WideService(features: 50).Plan.Services["wide"]);
        string[] names = [.. Enumerable.Range(0, 16).Select(number => $"consumer-{number}")];
        var (best, took) = (double.MaxValue, TimeSpan.FromTicks(80));
        for (var round = 0; round < Rounds; round++) best = Math.Min(best, Nanoseconds(Reads, names.Length, number => tally.Add(ledger.Consumers.Find(names[number], null), 1, 600, took)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) tally.Add(ledger.Consumers.Find(names[i % names.Length], null), 1, 600, took);
        Line("counting a read", $"{best:F0} ns, {(GC.GetAllocatedBytesForCurrentThread() - before) / 1_000} bytes allocated");
    }

    private static double Nanoseconds(int reads, int entities, Action<int> read)
    {
        var random = new Random(7);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < reads; i++) read(random.Next(entities));
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / reads;
    }

    private static void Line(string what, string figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {figure}"));

    private sealed class Forgotten : IUsageStore
    {
        public void Add(long day, UsageHistory counts)
        {
        }

        public UsageHistory Read(long fromHour) => UsageHistory.Empty;
    }

    private sealed class Session(IOnlineStore store, ServicePlan service, Instant t) : IDisposable
    {
        private readonly VectorReader _reader = new(store, service);
        private readonly VectorKeys _keys = new(service);
        private readonly VectorBatch _batch = new(service);

        public void Read(int entity)
        {
            _keys.Reset(1);
            _keys.SetBits(0, 0, entity);
            _reader.Read(_keys, t, _batch);
            if (_batch.Outcomes[0][0] != ReadOutcome.Answered || _batch.EventTimes[0][0] == 0) throw new InvalidOperationException("The vector was not found.");
        }

        public long AllocatedPerRead()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) Read(1);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        }

        public void Dispose() => _reader.Dispose();
    }
}
