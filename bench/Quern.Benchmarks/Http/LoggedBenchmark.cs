using System.Globalization;
using Quern.Engine.Served;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;
using Quern.Stores.Served;

namespace Quern.Benchmarks.Http;

/// <summary>
/// Requests a second for one row of fifty features over 16 connections, with what is answered logged to a Delta table against not logged, in the same run. The one entity that is asked for is in the
/// sample, so every row is taken: the worst case. The floor is nine tenths.
/// </summary>
internal static class LoggedBenchmark
{
    private const double Floor = 0.9;
    private const int WarmUpSeconds = 6;
    private const int Rounds = 3;

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled())
        {
            Console.Error.WriteLine("wrk is not installed: apt-get install wrk");
            return 2;
        }

        var seconds = args is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 5;
        var plan = WideService.Plan();
        var folder = Directory.CreateTempSubdirectory("quern-logged-");
        try
        {
            using var store = new LmdbOnlineStore(Path.Combine(folder.FullName, "online"));
            WideService.Materialize(store, plan);
            var tables = new ServedTables(Path.Combine(folder.FullName, "served"), TimeProvider.System, new() { Threads = 1, MemoryBytes = 256 << 20 });
            using var log = new ServedLog(tables, new() { Sample = 1 }, TimeProvider.System);
            await using var plain = await StartAsync(null);
            await using var logged = await StartAsync(log);
            var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(plain.Url, logged.Url, log, seconds)).ToArray();
            if (log.Trouble is { } trouble) throw new QuernException(trouble);
            return Report(Median(rounds, 0), Median(rounds, 1), log.Counts[0]);

            Task<QuernServer> StartAsync(ServedLog? served) => QuernServer.StartAsync(
                new WideRegistry(plan, service => new Engine.Serving.OnlineVectors(store, service)), new() { Url = "http://127.0.0.1:0", Clock = new FixedClock(WideService.Now), Served = served });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What is logged is written later: before the one nothing waits any more, and when the other is measured the writer is at work.
    private static double[] Round(string plain, string logged, ServedLog log, int seconds)
    {
        log.Write();
        Wrk.Run(plain, WarmUpSeconds);
        var without = Wrk.Run(plain, seconds);
        Wrk.Run(logged, WarmUpSeconds);
        return [without, Wrk.Run(logged, seconds)];
    }

    private static double Median(double[][] rounds, int server) => rounds.Select(round => round[server]).Order().ElementAt(Rounds / 2);

    private static int Report(double plain, double logged, ServiceCounts counts)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not logged {plain,10:N0} requests/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"logged     {logged,10:N0} requests/s {logged / plain,6:F2}x; {counts.Written:N0} rows written, {counts.Dropped:N0} dropped"));
        var passes = logged >= Floor * plain;
        Console.WriteLine(passes ? "floor 0.90: passed" : "floor 0.90: missed");
        return passes ? 0 : 1;
    }
}
