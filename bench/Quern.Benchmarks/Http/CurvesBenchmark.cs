using System.Globalization;
using System.Text.Json;

namespace Quern.Benchmarks.Http;

/// <summary>
/// How <c>POST /get-online-features</c> behaves as requests have more rows, vectors more features and clients more connections, beside a bare Kestrel that writes the same numbers, both as fast as they
/// answer. Prints tables, and writes the points as JSON for pictures: <c>curves FILE [SECONDS]</c>.
/// </summary>
internal static class CurvesBenchmark
{
    private const int WarmUpSeconds = 2;
    private const int Features = 50;
    private const int Views = 5;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled()) return 2;
        if (args is not [var file, ..])
        {
            Console.Error.WriteLine("usage: curves FILE [SECONDS]");
            return 2;
        }

        var seconds = WideBench.Seconds(args[1..]);
        Curve[] curves =
        [
            await MeasureAsync("rows", $"{Features} features of {Views} views, 16 connections", "rows of a request", [1, 10, 100, 1000], rows => PointAsync(rows, Features, Views, rows, Wrk.Connections, seconds)),
            await MeasureAsync("features", "1 row, 10 features to a view, 16 connections", "features", [10, 50, 100, 250, 500, 1000], features => PointAsync(features, features, features / 10, 1, Wrk.Connections, seconds)),
            await MeasureAsync("connections", $"1 row, {Features} features of {Views} views", "connections", [1, 4, 16, 64, 256], connections => PointAsync(connections, Features, Views, 1, connections, seconds)),
        ];
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(curves, Json));
        return 0;
    }

    private static async Task<Curve> MeasureAsync(string name, string title, string axis, int[] places, Func<int, Task<Point>> measure)
    {
        Console.WriteLine($"\n{title}\n\n| {axis} | bare: requests/s | p50 ms | p99 ms | Quern: requests/s | p50 ms | p99 ms | vectors/s | of bare |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        var points = new List<Point>();
        foreach (var place in places)
        {
            var point = await measure(place);
            points.Add(point);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {place} | {Figures(point.Bare)} | {Figures(point.Quern)} | {point.Quern.Rate * point.Rows:N0} | {point.Quern.Rate / point.Bare.Rate:F2} |"));
        }

        return new(name, title, axis, points);
    }

    private static async Task<Point> PointAsync(int place, int features, int views, int rows, int connections, int seconds)
    {
        using var bench = new WideBench(features, views);
        await using var bare = await bench.StartBareAsync(rows);
        await using var quern = await bench.StartAsync();
        var body = WideService.Body(rows);
        foreach (var url in new[] { bare.Url, quern.Url }) Wrk.Run(url, body, WarmUpSeconds, connections);
        var loads = WideBench.Medians(() => [Wrk.Run(bare.Url, body, seconds, connections), Wrk.Run(quern.Url, body, seconds, connections)]);
        return new(place, rows, loads[0], loads[1]);
    }

    private static string Figures(Load load) => string.Create(CultureInfo.InvariantCulture, $"{load.Rate:N0} | {load.Half:F2} | {load.Most:F2}");

    private sealed record Curve(string Name, string Title, string Axis, IReadOnlyList<Point> Points);

    private sealed record Point(int Place, int Rows, Load Bare, Load Quern);
}
