using System.Globalization;
using Quern.Engine.Served;
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

    private static readonly string Body = WideService.Body(1);

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled()) return 2;
        using var bench = new WideBench(features: 50);
        var tables = new ServedTables(Path.Combine(bench.Folder, "served"), TimeProvider.System, new() { Threads = 1, MemoryBytes = 256 << 20 });
        using var log = new ServedLog(tables, new() { Sample = 1 }, TimeProvider.System);
        await using var plain = await bench.StartAsync();
        await using var logged = await bench.StartAsync(log);
        var loads = WideBench.Medians(() => Round(plain.Url, logged.Url, log, WideBench.Seconds(args)));
        if (log.Trouble is { } trouble) throw new QuernException(trouble);
        return Report(loads[0].Rate, loads[1].Rate, log.Counts[0]);
    }

    // What is logged is written later: before the one nothing waits any more, and when the other is measured the writer is at work.
    private static Load[] Round(string plain, string logged, ServedLog log, int seconds)
    {
        log.Write();
        Wrk.Run(plain, Body, WarmUpSeconds);
        var without = Wrk.Run(plain, Body, seconds);
        Wrk.Run(logged, Body, WarmUpSeconds);
        return [without, Wrk.Run(logged, Body, seconds)];
    }

    private static int Report(double plain, double logged, ServiceCounts counts)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not logged {plain,10:N0} requests/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"logged     {logged,10:N0} requests/s {logged / plain,6:F2}x; {counts.Written:N0} rows written, {counts.Dropped:N0} dropped"));
        var passes = logged >= Floor * plain;
        Console.WriteLine(passes ? "floor 0.90: passed" : "floor 0.90: missed");
        return passes ? 0 : 1;
    }
}
