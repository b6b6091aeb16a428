using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>Makes events of what the server says of a table, in its order, and remembers where they end. For one thread.</summary>
/// <param name="settings">The table.</param>
/// <param name="target">What is fed.</param>
/// <param name="tables">Makes sense of the tables that the server describes.</param>
/// <param name="part">The name of the position.</param>
/// <param name="position">Where the stream has it.</param>
internal sealed class TableChanges(PostgresSettings settings, FeedTarget target, TableWatch tables, string part, ChangePosition position)
{
    private const int MostChanges = 10_000;
    private const int MostBatches = 64;
    private const long MostBytes = 8 << 20;

    // Less than a segment of the server's log, which it keeps or removes whole.
    private const ulong WorthTelling = 1 << 20;
    private readonly RowValues _old = new();
    private readonly RowValues _new = new();
    private readonly List<(EventGathering Events, ChangePosition From, ChangePosition To)> _full = [];
    private readonly Stack<EventGathering> _spare = new();
    private int _fullCount;
    private long _fullBytes;
    private EventGathering? _events;
    private ChangePosition _from = position;
    private ChangePosition _to = position;
    private DateTime _time;
    private bool _isOld;
    private long _past;
    private bool _isGiven;

    /// <summary>Gets up to where everything is durable.</summary>
    public ChangePosition Taken { get; private set; } = position;

    /// <summary>Gets whether the end of a transaction has not come yet.</summary>
    public bool IsInTransaction { get; private set; }

    public bool IsEmpty => _full.Count == 0 && _events is null;

    /// <summary>Gets whether what is there must be taken before more is read.</summary>
    public bool IsFull => _full.Count >= MostBatches || _fullCount + (_events?.Count ?? 0) >= MostChanges || _fullBytes + (_events?.Bytes ?? 0) >= MostBytes;

    /// <summary>Forgets what was given, which nobody needs any more.</summary>
    public void Begin()
    {
        if (!_isGiven) return;
        foreach (var (events, _, _) in _full) _spare.Push(events);
        _full.Clear();
        (_fullCount, _fullBytes, _isGiven) = (0, 0, false);
    }

    /// <summary>Takes what the server says.</summary>
    /// <exception cref="QuernException">The table does not fit the stream's record any more.</exception>
    public void Add(PgOutputReplicationMessage message, CancellationToken stop)
    {
        switch (message)
        {
            case BeginMessage begin:
                // A transaction is known by the beginning of its last record, which lies before its end.
                (IsInTransaction, _time, _isOld, _past) = (true, begin.TransactionCommitTimestamp, (ulong)begin.TransactionFinalLsn < _to.End, _to.Changes);
                break;
            case CommitMessage commit:
                if (!_isOld) _to = new((ulong)commit.TransactionEndLsn, 0);
                IsInTransaction = false;
                break;
            case RelationMessage relation:
                tables.See(relation);
                break;
            case InsertMessage insert when tables.IsOurs(insert.Relation):
                Fill(_new, insert.NewRow, stop);
                if (IsNew()) Add("insert", _new, null, message.WalStart);
                break;
            case UpdateMessage update when tables.IsOurs(update.Relation):
                AddUpdate(update, stop);
                break;
            case DeleteMessage delete when tables.IsOurs(delete.Relation):
                Fill(_old, delete is FullDeleteMessage full ? full.OldRow : ((KeyDeleteMessage)delete).Key, stop);
                if (!IsNew()) break;
                if (settings.Operation is null) Skip();
                else Add("delete", _old, null, message.WalStart);
                break;
            case TruncateMessage truncate when truncate.Relations.Any(tables.IsOurs) && IsNew():
                target.Warn(PostgresFindings.Truncated(settings.FullName, message.WalStart));
                Skip();
                break;
        }
    }

    /// <summary>Says that the server's log holds nothing of the table up to a place; between transactions, while it is empty.</summary>
    public void Pass(ulong end)
    {
        if (end > _to.End) _to = new(end, 0);
    }

    /// <summary>What has come, batch by batch; one without events where only the place has moved, and far enough to be worth telling.</summary>
    public IReadOnlyList<FeedBatch> Give()
    {
        if (_events is null && _to.End >= _from.End + WorthTelling) _events = Renew();
        if (_events is not null) Close();
        _isGiven = true;
        return [.. _full.Select(full => full.Events.Batch(place => full.From.To(part, full.To, index => $"slot '{settings.Slot}' at {place(index)}")))];
    }

    /// <summary>Says that what was given is durable.</summary>
    public void Take() => Taken = _from;

    private void AddUpdate(UpdateMessage update, CancellationToken stop)
    {
        var hasOld = true;
        switch (update)
        {
            case FullUpdateMessage full:
                Fill(_old, full.OldRow, stop);
                Fill(_new, full.NewRow, stop);
                _new.FillUnchanged(_old);
                break;
            case IndexUpdateMessage index:
                Fill(_old, index.Key, stop);
                Fill(_new, index.NewRow, stop);
                break;
            default:
                Fill(_new, ((DefaultUpdateMessage)update).NewRow, stop);
                hasOld = false;
                break;
        }

        if (!IsNew()) return;
        var isMoved = hasOld && tables.Table.Key.Any(column => !_new.Equal(column, _old));
        Add("update", _new, isMoved && settings.Operation is not null ? _old : null, update.WalStart);
    }

    // A row whose key has changed is deleted under the old one.
    private void Add(string operation, RowValues row, RowValues? deleted, NpgsqlLogSequenceNumber at)
    {
        var table = tables.Table;
        if (_events is not null && (_events.Has(row, table) || (deleted is not null && _events.Has(deleted, table)) || !ReferenceEquals(_events.Schema, target.Schema))) Close();
        _events ??= Renew();
        var map = tables.MapTo(_events.Schema);
        if (deleted is not null) _events.Add(map, table, deleted, "delete", _time, at);
        _events.Add(map, table, row, operation, _time, at);
        _to = _to with { Changes = _to.Changes + 1 };
    }

    private void Skip()
    {
        _events ??= Renew();
        _events.Skip();
        _to = _to with { Changes = _to.Changes + 1 };
    }

    // Not of a transaction that was taken whole, nor among those of the next one that were taken.
    private bool IsNew() => !_isOld && --_past < 0;

    private EventGathering Renew()
    {
        var events = _spare.TryPop(out var spare) && ReferenceEquals(spare.Schema, target.Schema) ? spare : new(target.Schema);
        events.Clear();
        return events;
    }

    // Where the events end is where the next ones begin.
    private void Close()
    {
        _full.Add((_events!, _from, _to));
        (_fullCount, _fullBytes) = (_fullCount + _events!.Count, _fullBytes + _events.Bytes);
        (_events, _from) = (null, _to);
    }

    private static void Fill(RowValues row, ReplicationTuple tuple, CancellationToken stop) => FillAsync(row, tuple, stop).GetAwaiter().GetResult();

    private static async Task FillAsync(RowValues row, ReplicationTuple tuple, CancellationToken stop)
    {
        row.Clear();
        await foreach (var value in tuple.WithCancellation(stop).ConfigureAwait(false))
        {
            if (value.IsDBNull) row.AddNull();
            else if (value.IsUnchangedToastedValue) row.AddUnchanged();
            else await value.GetStream().ReadExactlyAsync(row.Add(value.Length), stop).ConfigureAwait(false);
        }
    }
}
