using System.Diagnostics;
using System.Globalization;
using Quern.Benchmarks.TrainingSets;
using Quern.Engine.Materialization;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Stores.DuckDb;
using Quern.Stores.Lmdb;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Benchmarks.Streams;

/// <summary>Three million flights from history into an empty online store, as <c>quern materialize</c> does it, against DuckDB reading and sorting the same rows. In turns, the best of three.</summary>
internal static class ReplayBenchmark
{
    private const int Rounds = 3;
    private const double Least = 0.3;
    private static readonly Instant End = Instant.From(new(2001, 7, 2, 0, 0, 0, TimeSpan.Zero));

    public static Task<int> RunAsync(string[] args)
    {
        var flights = BenchInputs.Find().Flights;
        if (!File.Exists(flights))
        {
            Console.Error.WriteLine($"There are no flights at {flights}.");
            return Task.FromResult(1);
        }

        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ReplayFeatures(flights)), new PlanOptions());
        var (sort, all, within) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            sort = Math.Min(sort, Sort(flights));
            all = Math.Min(all, Materialize(plan!.Views["kept"]));
            within = Math.Min(within, Materialize(plan.Views["weekly"]));
        }

        Line($"DuckDB, read and sorted by airport and time    {sort:F2} s");
        Line($"materialized, all 3,000,000 events kept        {all:F2} s   {sort / all:F2} of DuckDB's speed");
        Line($"materialized, those that 7 days need kept      {within:F2} s   {sort / within:F2}");
        Console.WriteLine(sort / all >= Least ? "floor: passed" : "floor: missed");
        return Task.FromResult(sort / all >= Least ? 0 : 1);
    }

    private static double Sort(string flights)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = Environment.ProcessorCount });
        using var connection = database.Connect();
        var watch = Stopwatch.StartNew();
        connection.Execute($"CREATE TEMP TABLE sorted AS SELECT origin, date, delay FROM read_parquet({DuckSql.Literal(flights)}) ORDER BY origin, date");
        return watch.Elapsed.TotalSeconds;
    }

    private static double Materialize(ViewPlan view)
    {
        var folder = Directory.CreateTempSubdirectory("quern-replay-");
        try
        {
            using var reader = new DuckSourceReader(Environment.CurrentDirectory, new DuckResources { Threads = Environment.ProcessorCount });
            using var store = new LmdbOnlineStore(folder.FullName);
            var watch = Stopwatch.StartNew();
            var report = new Materializer(reader, store, new HistoryLimits(Environment.ProcessorCount, 4L << 30)).Run(new(view, null, End, Rebuild: false, new BadRows(BadRowPolicy.Fail)), null, default);
            var seconds = watch.Elapsed.TotalSeconds;
            return report.RowsRead == 3_000_000 || view.Reference != "kept" ? seconds : throw new InvalidOperationException($"{report.RowsRead} events were read.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Delays of airports, of which late events may be a year late, so that all are kept, and as usual.</summary>
    private sealed class ReplayFeatures(string path) : FeatureRepository
    {
        public Entity Airport => Entity("airport", "An airport", "origin");

        public Source<Flight> Flights => Parquet<Flight>(path, source => source.EventTime(flight => flight.Date));

        public FeatureView Kept => Flights.By(Airport, flight => flight.Origin).Windows("1h", "1d", "7d")
            .Aggregate(w => new { Count = w.Count(), Mean = w.Mean(flight => flight.Delay), Max = w.Max(flight => flight.Delay) }).AllowedLateness("365d");

        public FeatureView Weekly => Flights.By(Airport, flight => flight.Origin).Windows("1h", "1d", "7d")
            .Aggregate(w => new { Count = w.Count(), Mean = w.Mean(flight => flight.Delay), Max = w.Max(flight => flight.Delay) });
    }
}
