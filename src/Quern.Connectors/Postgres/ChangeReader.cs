using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>
/// Reads a table's changes from its slot. The server sends a transaction when it is committed, and whole; what is given at once is whole transactions, unless one is larger than a batch.
/// The slot is told what is durable, and no more.
/// </summary>
internal sealed class ChangeReader : IDisposable
{
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(1);
    private readonly LogicalReplicationConnection _connection;
    private readonly TableChanges _changes;
    private readonly CancellationToken _stop;

    // Not the one above: the connection must not end while something is said on it.
    private readonly CancellationTokenSource _end = new();
    private readonly IAsyncEnumerator<PgOutputReplicationMessage> _messages;
    private Task<bool>? _pending;
    private QuernException? _failure;
    private ulong _heard;

    /// <param name="settings">Slot and table.</param>
    /// <param name="target">What is fed.</param>
    /// <param name="connection">A connection for replication, which is disposed with this.</param>
    /// <param name="tables">Makes sense of the tables that the server describes.</param>
    /// <param name="part">The name of the position.</param>
    /// <param name="position">Where the stream has it.</param>
    /// <param name="stop">Cancels reading.</param>
    public ChangeReader(PostgresSettings settings, FeedTarget target, LogicalReplicationConnection connection, TableWatch tables, string part, ChangePosition position, CancellationToken stop)
    {
        _connection = connection;
        connection.WalReceiverStatusInterval = Tell;
        _changes = new(settings, target, tables, part, position);
        _stop = stop;
        connection.SetReplicationStatus(position.Lsn);
        _messages = connection.StartReplication(new PgOutputReplicationSlot(settings.Slot), new(settings.Publication, PgOutputProtocolVersion.V1), _end.Token, position.Lsn).GetAsyncEnumerator(_end.Token);
    }

    /// <summary>What has come, in order. Whole transactions, until so much is there that it must be taken before more is read.</summary>
    public IReadOnlyList<FeedBatch> Read(TimeSpan wait)
    {
        if (_failure is not null) throw _failure;
        _changes.Begin();
        while (!_changes.IsFull && _failure is null && Next(_changes.IsEmpty || _changes.IsInTransaction ? wait : TimeSpan.Zero)) Add(_messages.Current);
        if (_changes.IsInTransaction && !_changes.IsFull && _failure is null) return [];
        if (_changes.IsEmpty && _failure is null) Listen();
        return _changes.Give();
    }

    /// <summary>Says that what was given last is durable, so that the server may forget it.</summary>
    public void Taken()
    {
        _changes.Take();
        _connection.SetReplicationStatus(_changes.Taken.Lsn);
    }

    public void Dispose()
    {
        if (_pending is { IsCompleted: false }) Forgive(_connection.SendStatusUpdate(CancellationToken.None));
        _end.Cancel();
        // Two may not read the connection at once, and the driver reads what is left of it when it is disposed.
        if (_pending is not null) Forgive(_pending);
        _connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _end.Dispose();
    }

    // A connection that is given up may end in any way. What the server was not told it sends again, and that is passed over.
    private static void Forgive(Task task) => task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    // What lies before a change that cannot be taken can be.
    private void Add(PgOutputReplicationMessage message)
    {
        try
        {
            _changes.Add(message, _stop);
        }
        catch (QuernException e)
        {
            _failure = e;
        }
    }

    // False when nothing comes in time.
    private bool Next(TimeSpan wait)
    {
        _pending ??= _messages.MoveNextAsync().AsTask();
        if (!_pending.IsCompleted && Task.WaitAny([_pending], wait) != 0) return false;
        var isThere = _pending.GetAwaiter().GetResult();
        _pending = null;
        return isThere ? true : throw new IOException("The server has ended the replication.");
    }

    // Nothing of the table has come, but the server tells how far it has read its log, so that it need not be kept for us. What was heard last may be of a message that is still on its way; what was
    // heard before something else was heard is not.
    private void Listen()
    {
        var received = (ulong)_connection.LastReceivedLsn;
        if (_pending is not { IsCompleted: false } || received <= _heard) return;
        _changes.Pass(_heard);
        _heard = received;
    }
}
