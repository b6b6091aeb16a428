using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Quern.Connectors.Postgres;
using Quern.Connectors.Postgres.Sources;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Benchmarks.Sources;

/// <summary>
/// How fast rows of a table of PostgreSQL become columns, against the server's own binary COPY of the same rows to a client that throws them away. Both by turns, the best of some runs, on the same server.
/// The server is the caller's: <c>postgres-source "Host=…;Database=…;Username=…" [rows]</c>; the table is made once and stays.
/// </summary>
internal static class PostgresBenchmark
{
    private const int Runs = 4;
    private const int FewKeys = 100;
    private const string Columns = "id, customer, amount, items, gift, shop, at";

    public static Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("usage: postgres-source CONNECTION [ROWS]");
            return Task.FromResult(2);
        }

        var (connection, rows) = (args[0], args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000_000);
        var table = $"quern_bench_{rows}";
        Make(connection, table, rows);
        var source = RepositoryReader.Read(new BenchFeatures(table)).Definition.Sources.Single();
        var (copy, one, all, few) = (double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue);
        var (bytes, allocated) = (0L, 0L);
        for (var run = 0; run < Runs; run++)
        {
            copy = Math.Min(copy, Timed(() => bytes = Copy(connection, table)));
            one = Math.Min(one, Timed(() => allocated = Scan(connection, source, threads: 1, rows)));
            all = Math.Min(all, Timed(() => Scan(connection, source, Math.Min(4, Environment.ProcessorCount), rows)));
            few = Math.Min(few, Timed(() => Scan(connection, source, threads: 1, rows / 50_000 * FewKeys, Keys())));
        }

        void Print(string what, double seconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-34} {seconds,6:0.00} s  {rows / seconds,12:N0} rows/s  {copy / seconds,5:0.00}x"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of 7 columns, {bytes / (double)(1 << 20):0} MiB of COPY"));
        Print("COPY … TO STDOUT (FORMAT binary)", copy);
        Print("scan, one connection", one);
        Print($"scan, {Math.Min(4, Environment.ProcessorCount)} connections", all);
        Print($"rows of {FewKeys} of 50,000 customers", few);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated by a scan with one connection: {allocated / (double)rows:0.00} bytes a row"));
        return Task.FromResult(0);
    }

    private static void Make(string connection, string table, int rows)
    {
        using var sql = new NpgsqlConnection(connection);
        sql.Open();
        using var make = new NpgsqlCommand(
            $"""
            CREATE TABLE IF NOT EXISTS {table} AS
            SELECT i::bigint AS id, 'customer ' || i % 50000 AS customer, ((i::bigint * 7919 % 1000000) / 100.0)::double precision AS amount, (i % 9)::int AS items, i % 5 = 0 AS gift,
                   CASE WHEN i % 7 > 0 THEN 'shop ' || i % 300 END AS shop, '2024-01-01Z'::timestamptz + i * interval '1.5 s' AS at
            FROM generate_series(1, {rows}) i
            """,
            sql) { CommandTimeout = 0 };
        make.ExecuteNonQuery();
        using var index = new NpgsqlCommand($"CREATE INDEX IF NOT EXISTS {table}_customer ON {table} (customer)", sql) { CommandTimeout = 0 };
        index.ExecuteNonQuery();
        using var settle = new NpgsqlCommand($"VACUUM ANALYZE {table}", sql) { CommandTimeout = 0 };
        settle.ExecuteNonQuery();
    }

    private static double Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static long Copy(string connection, string table)
    {
        using var sql = new NpgsqlConnection(connection);
        sql.Open();
        using var rows = sql.BeginRawBinaryCopy($"COPY (SELECT {Columns} FROM {table}) TO STDOUT (FORMAT BINARY)");
        var (buffer, bytes) = (new byte[1 << 18], 0L);
        for (var read = rows.Read(buffer); read > 0; read = rows.Read(buffer)) bytes += read;
        return bytes;
    }

    private static WantedKeys[] Keys() => [new([1], [[.. Enumerable.Range(0, FewKeys).Select(i => Value.Of($"customer {i * 7}"))]])];

    private static long Scan(string connection, Definitions.SourceDefinition source, int threads, int rows, WantedKeys[]? keys = null)
    {
        using var reader = new PostgresSourceReader(new Dictionary<string, PostgresConnection> { ["bench"] = new(connection, "bench") }, threads);
        var (sink, before) = (new CountingSink(), GC.GetTotalAllocatedBytes());
        reader.Scan(new(source, [.. Enumerable.Range(0, source.Schema.Fields.Count)], null, new(BadRowPolicy.Fail)) { Keys = keys }, sink, CancellationToken.None);
        if (sink.Rows != rows) throw new InvalidOperationException($"{sink.Rows} rows came of {rows}.");
        return GC.GetTotalAllocatedBytes() - before;
    }

    private sealed class CountingSink : IScanSink, IBatchSink
    {
        private long _rows;

        public long Rows => _rows;

        public IBatchSink Open() => this;

        public void Take(EventBatch batch) => Interlocked.Add(ref _rows, batch.Count);
    }

    private sealed record Order
    {
        public long Id { get; init; }
        public string Customer { get; init; } = "";
        public double? Amount { get; init; }
        public int Items { get; init; }
        public bool Gift { get; init; }
        public string? Shop { get; init; }
        public DateTimeOffset At { get; init; }
    }

    private sealed class BenchFeatures(string table) : FeatureRepository
    {
        public Source<Order> Orders => Postgres<Order>("bench", table, source => source.EventTime(order => order.At));
    }
}
