using System.Globalization;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Serving;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Http;

/// <summary>
/// Requests a second for one row of fifty features over 16 connections, against a bare Kestrel that writes the same numbers, in the same run. The floor is half of it.
/// </summary>
internal static class HttpBenchmark
{
    private const double Floor = 0.5;
    private const int WarmUpSeconds = 3;

    // The three take turns, so that a machine that is busy for a while is busy for all of them.
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
        var folder = Directory.CreateTempSubdirectory("quern-http-");
        try
        {
            using var store = new LmdbOnlineStore(folder.FullName);
            WideService.Materialize(store, plan);
            await using var bare = await BareServer.StartAsync(WideService.Values(WideService.Entity));
            await using var memory = await StartAsync(new WideRegistry(plan, service => new MemoryVectors(service)));
            await using var lmdb = await StartAsync(new WideRegistry(plan, service => new Engine.Serving.OnlineVectors(store, service)));
            string[] urls = [bare.Url, memory.Url, lmdb.Url];
            foreach (var url in urls) Wrk.Run(url, WarmUpSeconds);
            var rounds = Enumerable.Range(0, Rounds).Select(_ => urls.Select(url => Wrk.Run(url, seconds)).ToArray()).ToArray();
            return Report(Median(rounds, 0), Median(rounds, 1), Median(rounds, 2));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<QuernServer> StartAsync(IServingRegistry registry) =>
        QuernServer.StartAsync(registry, new() { Url = "http://127.0.0.1:0", Clock = new FixedClock(WideService.Now) });

    private static double Median(double[][] rounds, int server) => rounds.Select(round => round[server]).Order().ElementAt(Rounds / 2);

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
