using System.Globalization;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Streams;

/// <summary>What online state takes for each event that it keeps, once all is checkpointed: the pages of four views of clicks, against the click as bare numbers.</summary>
internal static class SizeBenchmark
{
    private const double Most = 1.5;

    public static async Task<int> RunAsync(string[] args)
    {
        var ratios = new[]
        {
            await MeasureAsync("100,000 users and items, 1,000 shops", 10_000_000, ClickBodies.Users, ClickBodies.Shops).ConfigureAwait(false),
            await MeasureAsync("1,000 users and items, 10 shops", 3_000_000, 1000, 10).ConfigureAwait(false),
        };
        var passes = ratios.All(ratio => ratio < Most);
        Console.WriteLine(passes ? "floor: passed" : "floor: missed");
        return passes ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(string what, long events, int users, int shops)
    {
        var folder = Directory.CreateTempSubdirectory("quern-size-");
        try
        {
            await ClickFill.RunAsync(folder.FullName, events, users, shops, _ => Task.CompletedTask).ConfigureAwait(false);
            var (state, log) = (PageBytes(Path.Combine(folder.FullName, "online")), PageBytes(Path.Combine(folder.FullName, "streams")));
            var ratio = (double)state / events / ClickBatches.PackedBytes;
            Line($"{what}, {events:N0} clicks of {ClickBatches.PackedBytes} bytes");
            Line($"  state of four views   {(double)state / events,6:F1} bytes/event   {ratio:F2} of the click");
            Line($"  log                   {(double)log / events,6:F1} bytes/event   {(double)log / events / ClickBatches.PackedBytes:F2}");
            foreach (var (view, records, bytes) in Records(Path.Combine(folder.FullName, "online"))) Line($"  {view,-20}  {(double)bytes / events,6:F1} bytes/event of keys and values, {(double)events / records:F0} events a record");
            return ratio;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The pages that records lie on, without free ones.
    private static unsafe long PageBytes(string folder)
    {
        var env = LmdbEnvironment.Acquire(folder, new());
        try
        {
            LmdbStat stat;
            LmdbErrors.Check(LmdbNative.EnvStat(env.Handle, &stat), folder);
            return (long)(stat.BranchPages + stat.LeafPages + stat.OverflowPages) * stat.PageSize;
        }
        finally
        {
            env.Release();
        }
    }

    private static IEnumerable<(string View, long Records, long Bytes)> Records(string folder)
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ClickFeatures()), new PlanOptions());
        using var store = new LmdbOnlineStore(folder);
        using var snapshot = store.OpenSnapshot();
        using var lookup = store.OpenSnapshot();
        snapshot.Renew();
        lookup.Renew();
        foreach (var view in plan!.Views.Values)
        {
            var (number, records, bytes) = (OnlineCatalog.Find(snapshot, view)!.Number, 0L, 0L);
            var (from, end) = (RecordKey.View(new byte[4], number).ToArray(), RecordKey.View(new byte[4], number + 1).ToArray());
            snapshot.VisitPartitions(from, end, partition =>
            {
                lookup.Seek(partition, from);
                while (lookup.Next(out var key, out var value) && RecordKey.IsOf(key, number)) (records, bytes) = (records + 1, bytes + partition.Length + key.Length + value.Length);
            });
            yield return (view.Reference, records, bytes);
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
