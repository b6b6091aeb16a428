using Npgsql.Replication;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>Reads a table: the rows of a snapshot, if there are any to be taken, then the changes.</summary>
internal sealed class PostgresReader : IFeedReader
{
    private readonly PostgresSettings _settings;
    private readonly PostgresServer _server;
    private readonly FeedTarget _target;
    private readonly CancellationToken _stop;
    private readonly PostgresErrors _errors;
    private SnapshotReader? _rows;
    private ChangeReader? _changes;

    private PostgresReader(PostgresSettings settings, PostgresServer server, FeedTarget target, CancellationToken stop)
    {
        (_settings, _server, _target, _stop) = (settings, server, target, stop);
        _errors = new(settings, server);
    }

    public FeedHealth Health { get; private set; } = new(false, null, null);

    /// <summary>Connects, and makes slot and snapshot if they are to be made.</summary>
    public static PostgresReader Open(PostgresSettings settings, PostgresServer server, FeedTarget target, CancellationToken stop)
    {
        var reader = new PostgresReader(settings, server, target, stop);
        reader.Try(() => reader.Begin());
        return reader;
    }

    public IReadOnlyList<FeedBatch> Read(TimeSpan wait) => Try(() =>
    {
        if (_rows is { IsOver: true }) Begin();
        return _rows is not null ? [_rows.Read()] : _changes!.Read(wait);
    });

    public void Taken() => Try(() =>
    {
        _rows?.Taken();
        _changes?.Taken();
        return true;
    });

    public void Dispose()
    {
        _rows?.Dispose();
        _changes?.Dispose();
    }

    private bool Begin()
    {
        _rows?.Dispose();
        _rows = null;
        LogicalReplicationConnection? replication = null;
        try
        {
            using var sql = _server.Connect(_stop);
            replication = _server.Replicate(_stop);
            var beginning = new PostgresStart(_settings, _server, _target, _stop).Find(sql, replication);
            if (beginning.Position is not { } position) _rows = new(_settings, _target, beginning.Rows, beginning.Part);
            else
            {
                var tables = new TableWatch(_settings, _target, _server, beginning.Id, beginning.Table, _stop);
                _changes = new(_settings, _target, replication, tables, beginning.Part, position, _stop);
                replication = null;
            }
        }
        finally
        {
            replication?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        Health = new(true, null, null);
        return true;
    }

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not (QuernException or OperationCanceledException) && _errors.Explain(e) is not null)
        {
            throw new QuernException([_errors.Explain(e)!], e);
        }
    }
}
