using System.Collections.Concurrent;
using Npgsql;
using Quern.Definitions;
using Quern.Engine.Sources;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// One state of a database, for as long as somebody reads: a transaction that is kept open, whose snapshot the transactions of all threads that read take over. So whatever a piece of work reads, and
/// reads again, is of one instant, however many others write meanwhile.
/// </summary>
internal sealed class SourceSession : IDisposable
{
    // Whoever waits for long is working: a server's limit on idle transactions is not meant for it.
    private const string Begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0";
    private const int PagesOfAPart = 1024;
    private const int PartsOfAThread = 4;
    private const double RowCost = 0.1;

    // Before it, the server would read the whole table for each part of it.
    private const int FirstWithRanges = 14;
    private readonly Lock _lock = new();
    private readonly ConcurrentBag<NpgsqlConnection> _idle = [];
    private readonly NpgsqlConnection _keeper;
    private readonly ServerState _state;
    private readonly string _snapshot;

    /// <summary>Connects and begins the transaction.</summary>
    public SourceSession(PostgresServer server)
    {
        Server = server;
        _keeper = server.Connect(CancellationToken.None);
        try
        {
            _state = new(_keeper);
            Execute(_keeper, Begin);
            using var command = new NpgsqlCommand("SELECT pg_export_snapshot()", _keeper);
            _snapshot = (string)command.ExecuteScalar()!;
        }
        catch
        {
            _keeper.Dispose();
            throw;
        }
    }

    public PostgresServer Server { get; }

    public SourceSnapshot Snapshot(SourceDefinition source)
    {
        lock (_lock)
        {
            var findings = new List<Finding>();
            var columns = new SourceCatalog(_keeper, source, Server).Columns(findings) ?? throw new QuernException(findings);
            return _state.Of(source, ServerPlan.Of(_keeper, $"SELECT * FROM {SourceCatalog.From(source)}"), columns);
        }
    }

    /// <summary>About how many rows have one of the keys.</summary>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys> keys)
    {
        lock (_lock)
        {
            var fields = keys.SelectMany(wanted => wanted.Fields).Distinct().Order();
            var findings = new List<Finding>();
            var bound = BoundSource.Bind(source, fields, new(_keeper, source, Server), Server.User, findings) ?? throw new QuernException(findings);
            return ServerPlan.Of(_keeper, bound.Select(HasAllLetters ? KeyCondition.Of(bound, keys) : null)).Rows;
        }
    }

    /// <summary>Asks something of the connection that keeps the state, alone.</summary>
    public T Ask<T>(Func<NpgsqlConnection, T> question)
    {
        lock (_lock) return question(_keeper);
    }

    /// <summary>Reads rows on up to so many threads.</summary>
    public void Scan(ScanRequest request, IScanSink sink, int threads, CancellationToken cancellation)
    {
        var (source, conditions) = Bind(request);
        var parts = Parts(source, conditions, threads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var next = -1;
        void Read()
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = _idle.TryTake(out var idle) ? idle : Join();
                var worker = new CopyWorker(source, request.BadRows, sink.Open());
                while (Interlocked.Increment(ref next) is var part && part < parts.Count) worker.Run(connection, source.Select([.. conditions, parts[part]]), Server.Cancel, stop.Token);
                // It is in the transaction still, and reads again.
                _idle.Add(connection);
            }
            catch
            {
                stop.Cancel();
                connection?.Dispose();
                throw;
            }
        }

        if (parts.Count == 1) Read();
        else Together(Read, Math.Min(threads, parts.Count), cancellation);
    }

    /// <summary>A new connection, in a transaction that sees the same state.</summary>
    /// <param name="before">What is done on it first, because a transaction that only reads could not; null for nothing.</param>
    public NpgsqlConnection Join(string? before = null)
    {
        var connection = Server.Connect(CancellationToken.None);
        try
        {
            if (before is not null) Execute(connection, before);
            Execute(connection, $"{Begin}; SET TRANSACTION SNAPSHOT '{_snapshot}'");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var connection in _idle) connection.Dispose();
        _keeper.Dispose();
    }

    private static void Together(Action read, int threads, CancellationToken cancellation)
    {
        Task[] readers = [.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAny([Task.WhenAll(readers)], CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        // One that failed has stopped the others: what it says is why.
        var failed = readers.Where(reader => reader.IsFaulted).SelectMany(reader => reader.Exception!.InnerExceptions).ToArray();
        if (failed.FirstOrDefault(failure => failure is not OperationCanceledException) is { } first) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private (BoundSource Source, string?[] Conditions) Bind(ScanRequest request)
    {
        lock (_lock)
        {
            var findings = new List<Finding>();
            var source = BoundSource.Bind(request.Source, request.Fields, new(_keeper, request.Source, Server), Server.User, findings) ?? throw new QuernException(findings);
            var range = EventTimeRange.Of(source, request.EventTimes);
            return HasAllLetters && KeyCondition.Of(source, request.Keys) is { } keys && IsCheaper(source.Select(range, keys), source.Select(range)) ? (source, [range, keys]) : (source, [range]);
        }
    }

    // A key with a letter that the database cannot have would end a query instead of finding nothing.
    private bool HasAllLetters => _keeper.PostgresParameters.GetValueOrDefault("server_encoding") == "UTF8";

    private bool IsCheaper(string query, string whole) => CostOf(query) < CostOf(whole);

    // The server counts what it does itself; what goes over the network and is taken apart here costs about as much for each row as ten that it looks at.
    private double CostOf(string query)
    {
        var plan = ServerPlan.Of(_keeper, query);
        return plan.Cost + (RowCost * plan.Rows);
    }

    // Where the server would read one table from end to end, threads share it by its pages; nobody rewrites it meanwhile, since the plan has locked it.
    private IReadOnlyList<string?> Parts(BoundSource source, string?[] conditions, int threads)
    {
        lock (_lock)
        {
            var plan = ServerPlan.Of(_keeper, source.Select(conditions));
            if (threads == 1 || !plan.IsWholeTable || source.Definition.Format != SourceFormat.Postgres || _keeper.PostgreSqlVersion.Major < FirstWithRanges) return [null];
            using var command = new NpgsqlCommand("SELECT pg_relation_size(format('%I.%I', $1, $2)::regclass) / current_setting('block_size')::bigint", _keeper);
            command.Parameters.Add(new() { Value = plan.Tables[0].Schema });
            command.Parameters.Add(new() { Value = plan.Tables[0].Name });
            var pages = (long)command.ExecuteScalar()!;
            var parts = Math.Min(pages / PagesOfAPart, threads * PartsOfAThread);
            if (parts < 2) return [null];
            return [.. Enumerable.Range(0, (int)parts).Select(part => $"ctid >= '({pages * part / parts},0)'{(part + 1 < parts ? $" AND ctid < '({pages * (part + 1) / parts},0)'" : "")}")];
        }
    }
}
