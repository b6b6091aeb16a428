using System.Globalization;

namespace Quern.Benchmarks.Http;

/// <summary>
/// Requests a second for one row of fifty features over 16 connections, against a bare Kestrel that writes the same numbers, in the same run. The floor is half of it.
/// </summary>
internal static class HttpBenchmark
{
    private const double Floor = 0.5;
    private const int WarmUpSeconds = 3;

    internal static Task<int> RunAsync(string[] args) => WideBench.RunAsync(args, async bench =>
    {
        await using var bare = await BareServer.StartAsync(WideService.Values(WideService.Entity));
        await using var memory = await bench.StartAsync(open: service => new MemoryVectors(service));
        await using var lmdb = await bench.StartAsync();
        string[] urls = [bare.Url, memory.Url, lmdb.Url];
        foreach (var url in urls) Wrk.Run(url, WarmUpSeconds);
        var rates = WideBench.Medians(() => [.. urls.Select(url => Wrk.Run(url, bench.Seconds))]);
        return Report(rates[0], rates[1], rates[2]);
    });

    private static int Report(double bare, double memory, double lmdb)
    {
        Line("bare Kestrel, 50 numbers", bare, bare);
        Line("Quern, vectors in memory", memory, bare);
        Line("Quern, vectors in LMDB", lmdb, bare);
        var passes = Math.Min(memory, lmdb) >= Floor * bare;
        Console.WriteLine(passes ? "floor 0.50: passed" : "floor 0.50: missed");
        return passes ? 0 : 1;
    }

    private static void Line(string name, double rate, double bare) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {rate,10:N0} requests/s {rate / bare,6:F2}x"));
}
