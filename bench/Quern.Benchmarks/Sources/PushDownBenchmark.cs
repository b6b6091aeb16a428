using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Quern.Connectors.Postgres;
using Quern.Connectors.Postgres.Sources;
using Quern.Engine.PointInTime;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Benchmarks.Sources;

/// <summary>
/// Views computed by PostgreSQL, against the kernel on rows of the same table, for few and for many rows that are asked for. By turns, the best of some runs, on the same server; the bits of both are compared.
/// The server is the caller's: <c>postgres-push-down "Host=…;Database=…;Username=…" [rows]</c>; the tables, one of many customers and one of few, with an index on customer and time, are made once and stay.
/// </summary>
internal static class PushDownBenchmark
{
    private const int Runs = 3;

    // More pairs of a row and an event of its customer are no question of which is faster.
    private const long MostJoined = 20_000_000;

    public static Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("usage: postgres-push-down CONNECTION [ROWS]");
            return Task.FromResult(2);
        }

        var (connection, rows) = (args[0], args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000_000);
        foreach (var customers in (int[])[50_000, 100])
        {
            var table = $"quern_bench_push_{rows}_{customers}";
            Make(connection, table, rows, customers);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {customers:N0} customers, index on (customer, at)\n{"",29}{"kernel",8} {"pushed",8} {"ratio",8}  by cost"));
            var services = RepositoryPlanner.Plan(RepositoryReader.Read(new PushFeatures(table)), new PlanOptions()).Plan!.Services;
            foreach (var service in (string[])["newest", "recent", "ever"])
                foreach (var asked in (int[])[100, 1_000, 10_000, 100_000])
                    if (asked <= MostJoined / ((long)rows / customers) || service == "newest")
                        Compare(connection, services[service], asked, rows, customers);
        }

        return Task.FromResult(0);
    }

    private static void Compare(string connection, ServicePlan service, int asked, int rows, int customers)
    {
        var (request, kernel, pushed) = (Request(service, asked, rows, customers), double.MaxValue, double.MaxValue);
        HistoryResult here = null!, there = null!;
        for (var run = 0; run < Runs; run++)
        {
            kernel = Math.Min(kernel, Timed(() => here = Compute(connection, request, PushDownChoice.Never)));
            pushed = Math.Min(pushed, Timed(() => there = Compute(connection, request, PushDownChoice.WherePossible)));
        }

        foreach (var output in service.Outputs)
            for (var row = 0; row < asked; row++)
                if (here.Of(output)[row] != there.Of(output)[row] || here.Of(output).StatusOf(row) != there.Of(output).StatusOf(row))
                    throw new InvalidOperationException($"'{output.Name}' differs in row {row}.");
        var choice = Compute(connection, request, PushDownChoice.WhereCheaper).Placements[0].Engine;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{service.Name,-8} {asked,8:N0} rows {kernel,11:0.000} s {pushed,7:0.000} s {kernel / pushed,6:0.0}x  {choice}"));
    }

    private static HistoryResult Compute(string connection, HistoryRequest request, PushDownChoice choice)
    {
        using var reader = new PostgresSourceReader(new Dictionary<string, PostgresConnection> { ["bench"] = new(connection, "bench") }, threads: Math.Min(4, Environment.ProcessorCount));
        return new HistoryEngine(reader, new(Environment.ProcessorCount, 1L << 30)).Compute(request with { PushDown = choice }, null, CancellationToken.None);
    }

    private static HistoryRequest Request(ServicePlan service, int asked, int rows, int customers)
    {
        var (random, times, names) = (new Random(1), new Int64Column(ValueKind.Timestamp), new TextColumn(new StringPool()));
        var first = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        for (var i = 0; i < asked; i++)
        {
            times.Append(first + random.NextInt64(rows * 1_500_000L));
            names.Append(Encoding.UTF8.GetBytes($"customer {random.Next(customers)}"));
        }

        return new(service, times, [names], [], AsKnown: false, new(BadRowPolicy.Fail));
    }

    private static void Make(string connection, string table, int rows, int customers)
    {
        using var sql = new NpgsqlConnection(connection);
        sql.Open();
        string[] statements =
        [
            $"""
            CREATE TABLE IF NOT EXISTS {table} AS
            SELECT i::bigint AS id, 'customer ' || (i::bigint * 7919 % {customers}) AS customer, (i % 100000)::bigint AS cents, (i % 9)::int AS items, i % 5 = 0 AS gift,
                   CASE WHEN i % 7 > 0 THEN 'shop ' || i % 300 END AS shop, '2024-01-01Z'::timestamptz + i * interval '1.5 s' AS at
            FROM generate_series(1, {rows}) i
            """,
            $"ALTER TABLE {table} {string.Join(", ", "id customer cents items gift at".Split(' ').Select(column => $"ALTER COLUMN {column} SET NOT NULL"))}",
            $"CREATE INDEX IF NOT EXISTS {table}_key ON {table} (customer, at)",
            $"VACUUM ANALYZE {table}",
        ];
        foreach (var statement in statements)
        {
            using var command = new NpgsqlCommand(statement, sql) { CommandTimeout = 0 };
            command.ExecuteNonQuery();
        }
    }

    private static double Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private sealed record Purchase
    {
        public long Id { get; init; }
        public string Customer { get; init; } = "";
        public long Cents { get; init; }
        public int Items { get; init; }
        public bool Gift { get; init; }
        public string? Shop { get; init; }
        public DateTimeOffset At { get; init; }
    }

    private sealed class PushFeatures(string table) : FeatureRepository
    {
        public Entity Customer => Entity("customer");

        public Source<Purchase> Purchases => Postgres<Purchase>("bench", table, source => source.EventTime(p => p.At), "purchases");

        public FeatureView Latest => Purchases.By(Customer, p => p.Customer).Latest(p => new { p.Cents, p.Shop, p.Items });

        public FeatureView Days => Purchases.By(Customer, p => p.Customer).Windows("1d", "7d").Aggregate(w => new { Count = w.Count(), Cents = w.Sum(p => p.Cents), Most = w.Max(p => p.Cents), Gifts = w.Count(p => p.Gift), Shops = w.DistinctCount(p => p.Shop) });

        public FeatureView Lifetime => Purchases.By(Customer, p => p.Customer).Windows("lifetime").Aggregate(w => new { Count = w.Count(), Cents = w.Sum(p => p.Cents), Mean = w.Mean(p => p.Items), Last = w.Last(p => p.Shop) });

        public FeatureService Newest => Service(Latest);

        public FeatureService Recent => Service(Days);

        public FeatureService Ever => Service(Lifetime);
    }
}
