using System.Globalization;

namespace Quern.Benchmarks.Http;

/// <summary>
/// <c>POST /get-online-features</c> against a bare Kestrel that writes the same numbers, in the same run: wide and long vectors, of few views and of many. First as fast as each answers, then both at
/// half of what the bare one can. The server is over LMDB; the first line has it over arrays, which is its own cost and nothing else.
/// </summary>
internal static class HttpBenchmark
{
    private const int WarmUpSeconds = 3;

    private static readonly Work[] Works =
    [
        new(Features: 50, Views: 1, Rows: 1, Asked: 0.7, InMemory: true),
        new(50, 1, 1, 0.7),
        new(50, 5, 1, 0.7),
        new(250, 5, 1, 0.8),
        new(250, 25, 1, 0.8),
        new(50, 5, 100, 0.8),
        new(250, 25, 100, null),
        new(250, 25, 100, null) { Rate = 100 },
    ];

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled()) return 2;
        var seconds = WideBench.Seconds(args);
        Console.WriteLine($"{"",-25} {"as fast as they can",-42} {"at half of the bare rate",-40}");
        Console.WriteLine($"{"rows x features, views",-25} {"bare req/s",11} {"Quern",9} {"ratio",6} {"asked",6} {"p99",6} {"p50 ms",8} {"Quern",8} {"p99 ms",8} {"Quern",8} {"ratio",6}");
        var passes = true;
        foreach (var work in Works)
            if (args is not [_, var only] || work.Name == only)
                passes &= await RunAsync(work, seconds);
        return passes ? 0 : 1;
    }

    private static async Task<bool> RunAsync(Work work, int seconds)
    {
        var (features, views, rows, asked, inMemory) = work;
        using var bench = new WideBench(features, views);
        await using var bare = await bench.StartBareAsync(rows);
        double[][]? table = inMemory ? [.. Enumerable.Range(0, WideService.Entities).Select(entity => bench.Service.ValuesOf(entity))] : null;
        await using var quern = await bench.StartAsync(open: table is null ? null : _ => new MemoryVectors(table));
        var body = WideService.Body(rows);
        foreach (var url in new[] { bare.Url, quern.Url }) Wrk.Run(url, body, WarmUpSeconds);
        var full = WideBench.Medians(() => [Wrk.Run(bare.Url, body, seconds), Wrk.Run(quern.Url, body, seconds)]);
        var rate = work.Rate ?? full[0].Rate / 2;
        var half = WideBench.Medians(() => [OpenLoad.Run(bare.Url, body, rate, seconds), OpenLoad.Run(quern.Url, body, rate, seconds)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{work.Name,-25} {full[0].Rate,11:N0} {full[1].Rate,9:N0} {full[1].Rate / full[0].Rate,6:F2} {asked,6:F1} {full[1].Most / full[0].Most,6:F2} {half[0].Half,8:F3} {half[1].Half,8:F3} {half[0].Most,8:F3} {half[1].Most,8:F3} {half[1].Most / half[0].Most,6:F2}"));
        return asked is null || full[1].Rate >= asked * full[0].Rate;
    }

    private sealed record Work(int Features, int Views, int Rows, double? Asked, bool InMemory = false)
    {
        public string Name => $"{Rows} x {Features}, {Views}{(InMemory ? ", no store" : Rate is null ? "" : $", {Rate} a s")}";

        /// <summary>Requests a second of the second measurement; null for half of what the bare server can.</summary>
        public double? Rate { get; init; }
    }
}
