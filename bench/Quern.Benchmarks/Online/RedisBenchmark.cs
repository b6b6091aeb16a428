using System.Diagnostics;
using System.Globalization;
using Quern.Benchmarks.Http;
using Quern.Connectors.Redis;
using Quern.Engine.Serving;
using Quern.Planning;

namespace Quern.Benchmarks.Online;

/// <summary>
/// Vectors of fifty attributes from Redis, one row and a hundred rows a request, of as many entities, as many as several threads can, against redis-benchmark that gets as many bytes from the same server, by turns; how many questions a request is;
/// and how much memory an entity takes, against a hash with a field for each feature.
/// </summary>
internal static class RedisBenchmark
{
    private const double Floor = 0.6;
    private const int Rounds = 3;
    private const int Threads = 32;
    private const int Features = 50;
    // redis-benchmark puts a number of chance there, of twelve digits.
    private const string AnyKey = "bench:__rand_int__";
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    internal static Task<int> RunAsync(string[] args)
    {
        using var redis = new RedisProcess();
        var service = new WideService(Features);
        using var store = RedisOnlineStore.Open(redis.Settings, "benchmark", TimeProvider.System);
        var before = Memory(redis);
        service.Materialize(store);
        var packed = (Memory(redis) - before) / WideService.Entities;
        var bytes = Fill(redis, service);
        var one = Compare(redis, store, service.Plan.Services["wide"], rows: 1, bytes);
        var many = Compare(redis, store, service.Plan.Services["wide"], rows: 100, bytes);
        Line("redis-benchmark, HMGET of 50 fields", $"{redis.Rate(100_000, ["hmget", "hash:0", .. Enumerable.Range(0, Features).Select(Field)]):N0} requests/s");
        Line($"memory of an entity, {bytes} bytes packed", $"{packed:N0} bytes, {packed / Hash(redis):F2} of a hash with a field for each feature");
        return Task.FromResult(Math.Min(one, many) >= Floor ? 0 : 1);
    }

    private static double Compare(RedisProcess redis, RedisOnlineStore store, ServicePlan plan, int rows, int bytes)
    {
        string[] command = [rows == 1 ? "get" : "mget", .. Enumerable.Repeat(AnyKey, rows)];
        var (floor, ours, questions) = (0.0, 0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            floor = Math.Max(floor, redis.Rate(rows == 1 ? 300_000 : 60_000, command));
            redis.Ask("CONFIG", "RESETSTAT");
            var (rate, requests) = Drive(store, plan, rows);
            (ours, questions) = (Math.Max(ours, rate), Questions(redis) / requests);
        }

        Line($"redis-benchmark, {(rows == 1 ? "GET" : $"MGET of {rows}")}, {bytes} bytes each", $"{floor:N0} requests/s");
        Line($"vectors of {rows} x {Features}", $"{ours:N0} requests/s, {ours / floor:F2} of it (floor {Floor:F1}); {questions:F3} questions a request");
        return ours / floor;
    }

    private static (double Rate, double Requests) Drive(RedisOnlineStore store, ServicePlan plan, int rows)
    {
        var (requests, start) = (0L, Stopwatch.GetTimestamp());
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            using var reader = new VectorReader(store, plan);
            var (keys, batch, random) = (new VectorKeys(plan), new VectorBatch(plan), new Random(number));
            for (; Stopwatch.GetElapsedTime(start) < Span; Interlocked.Increment(ref requests))
            {
                keys.Reset(rows);
                for (var row = 0; row < rows; row++) keys.SetBits(0, row, random.Next(WideService.Entities));
                reader.Read(keys, WideService.Now, batch);
                if (batch.Outcomes[0][rows - 1] != ReadOutcome.Answered || batch.EventTimes[0][rows - 1] == 0) throw new InvalidOperationException("The vector was not found.");
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return (requests / Stopwatch.GetElapsedTime(start).TotalSeconds, requests);
    }

    // As many bytes as a vector has, under keys that a command line can name, and the same vectors as hashes.
    private static int Fill(RedisProcess redis, WideService service)
    {
        var bytes = int.Parse(redis.Ask("EVAL", "return redis.call('STRLEN', redis.call('SCAN', 0, 'MATCH', 'benchmark:e:device*', 'COUNT', 1000)[2][1])", "0"), CultureInfo.InvariantCulture);
        redis.Ask("EVAL", $"for i = 0, {WideService.Entities - 1} do redis.call('SET', string.format('bench:%012d', i), string.rep('x', {bytes})) end", "0");
        redis.Ask(["HSET", "hash:0", .. service.ValuesOf(0).SelectMany((value, i) => new[] { Field(i), value.ToString("R", CultureInfo.InvariantCulture) })]);
        return bytes;
    }

    private static double Hash(RedisProcess redis) => double.Parse(redis.Ask("MEMORY", "USAGE", "hash:0", "SAMPLES", "0"), CultureInfo.InvariantCulture);

    private static double Memory(RedisProcess redis) => double.Parse(Figure(redis.Ask("INFO", "memory"), "used_memory:"), CultureInfo.InvariantCulture);

    private static double Questions(RedisProcess redis) => double.Parse(Figure(redis.Ask("INFO", "commandstats"), "cmdstat_mget:calls=").Split(',')[0], CultureInfo.InvariantCulture);

    private static string Figure(string about, string name) => about.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();

    private static string Field(int feature) => string.Create(CultureInfo.InvariantCulture, $"feature_{feature:000}");

    private static void Line(string what, string figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {figure}"));
}
