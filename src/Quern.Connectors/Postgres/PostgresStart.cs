using Npgsql;
using Npgsql.Replication;
using NpgsqlTypes;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>
/// Finds where to begin with a table. What the stream has taken wins; a stream that has taken nothing begins with a new slot and the rows that lie before it, or, without a snapshot, where
/// the slot stands.
/// </summary>
internal sealed class PostgresStart(PostgresSettings settings, PostgresServer server, FeedTarget target, CancellationToken stop)
{
    private readonly string _path = TableSnapshot.PathIn(target.Folder, target.Stream, settings);

    /// <summary>Finds it.</summary>
    /// <param name="sql">A connection for SQL.</param>
    /// <param name="replication">A connection for replication.</param>
    /// <returns>The name of the position; where the stream has the table, null while rows of a snapshot are to be taken first; the table.</returns>
    /// <exception cref="QuernException">Something is not as it must be.</exception>
    public Beginning Find(NpgsqlConnection sql, LogicalReplicationConnection replication)
    {
        var catalog = new PostgresCatalog(sql, settings, stop);
        if (catalog.WalLevel() is not "logical" and var level) throw new QuernException(PostgresFindings.NotLogical(server.Name, level));
        var (id, identity) = catalog.FindTable();
        var table = catalog.ReadTable(id, identity);
        var filter = FindPublication(catalog, table);
        var part = ChangePosition.PartOf(replication.IdentifySystem(stop).GetAwaiter().GetResult().SystemId, settings);
        var slot = catalog.FindSlot();
        if (ChangePosition.Of(target, part) is { } position)
        {
            TableSnapshot.Delete(_path);
            Check(slot, position, catalog, sql.Database);
        }
        else
        {
            // Later on the server says what each change's table was like, whatever has become of it since.
            RowMap.Make(settings, target.Stream, target.Schema, table, target.Warn);
            if (settings.Snapshot) TakeRows(slot, part, catalog, sql, replication, filter);
            else StartAtSlot(slot, part, sql.Database, replication);
        }

        return new(part, ChangePosition.Of(target, part), _path, id, table);
    }

    private string? FindPublication(PostgresCatalog catalog, PostgresTable table)
    {
        var (exists, hasTable, filter) = catalog.FindPublication();
        if (exists && hasTable) return filter;
        if (exists)
        {
            throw new QuernException(PostgresFindings.NoPublication(
                settings.Publication, settings.FullName, "It publishes others.", $"ALTER PUBLICATION {settings.Publication} ADD TABLE {settings.FullName} (of a table in partitions: SET (publish_via_partition_root = true))."));
        }

        if (!settings.Create)
        {
            throw new QuernException(PostgresFindings.NoPublication(
                settings.Publication, settings.FullName, "There is none of that name.", $"CREATE PUBLICATION {settings.Publication} FOR TABLE {settings.FullName}, before the slot; or say \"create\": true."));
        }

        if (table.Key.Count == 0 && !table.IsWhole) throw new QuernException(PostgresFindings.NoIdentity(settings.FullName));
        catalog.CreatePublication();
        return null;
    }

    // What its reader has told a slot is never more than what the stream has taken.
    private void Check(PostgresSlot? slot, ChangePosition position, PostgresCatalog catalog, string database)
    {
        if (slot is null) throw new QuernException(PostgresFindings.SlotGone(settings.Slot, settings.FullName, "Somebody has dropped it."));
        if (slot.IsLost) throw new QuernException(PostgresFindings.SlotGone(settings.Slot, settings.FullName, "The server has removed what it kept for it (max_slot_wal_keep_size)."));
        Check(slot, database);
        if ((ulong)slot.Confirmed > position.End)
            throw new QuernException(PostgresFindings.Elsewhere(settings.Slot, settings.FullName, $"The stream has it up to {position.Lsn}, the slot begins at {slot.Confirmed}: it was made anew, or somebody else has read it."));
        if (catalog.End() is var end && (ulong)end < position.End)
            throw new QuernException(PostgresFindings.Elsewhere(settings.Slot, settings.FullName, $"The stream has it up to {position.Lsn}, the server's log ends at {end}: it was restored from an older copy."));
    }

    private void Check(PostgresSlot slot, string database)
    {
        if (slot.Plugin != "pgoutput") throw new QuernException(PostgresFindings.WrongSlot(settings.Slot, slot.Plugin is { } plugin ? $"It was made for '{plugin}', not for pgoutput." : "It is one for whole servers, not for tables."));
        if (slot.Database != database) throw new QuernException(PostgresFindings.WrongSlot(settings.Slot, $"It is of database '{slot.Database}'."));
    }

    private void TakeRows(PostgresSlot? slot, string part, PostgresCatalog catalog, NpgsqlConnection sql, LogicalReplicationConnection replication, string? filter)
    {
        if (File.Exists(_path))
        {
            if (slot is null) throw new QuernException(PostgresFindings.SlotGone(settings.Slot, settings.FullName, "Somebody has dropped it while the rows were taken."));
            return;
        }

        if (target.PositionOf(SnapshotReader.PartOf(part)) is not null) throw new QuernException(PostgresFindings.SnapshotLost(settings.FullName, _path));
        if (slot is not null)
        {
            // Ours, if it was made for a snapshot that was never whole. Nothing of it was taken.
            if (!TableSnapshot.IsBroken(_path)) throw new QuernException(PostgresFindings.SlotTaken(settings.Slot, settings.FullName));
            catalog.DropSlot();
        }
        else if (!settings.Create) throw NoSlot();

        TableSnapshot.Take(_path, settings, sql, replication, filter, stop);
    }

    private void StartAtSlot(PostgresSlot? slot, string part, string database, LogicalReplicationConnection replication)
    {
        NpgsqlLogSequenceNumber start;
        if (slot is not null)
        {
            Check(slot, database);
            // Where it stands is where its reader has brought it, until that one is gone.
            if (slot.Reader is { } reader) throw new QuernException(PostgresFindings.SlotInUse(settings.Slot, $"It is process {reader} of the server."));
            start = slot.Confirmed;
        }
        else if (settings.Create) start = replication.CreatePgOutputReplicationSlot(settings.Slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.NoExport, cancellationToken: stop).GetAwaiter().GetResult().ConsistentPoint;
        else throw NoSlot();
        target.Move(default(ChangePosition).To(part, new((ulong)start, 0)));
    }

    private QuernException NoSlot() => new(PostgresFindings.WrongSlot(settings.Slot, "There is none of that name, and settings do not let us make one.")
        with { Hint = $"Say \"create\": true, or after the publication: SELECT pg_create_logical_replication_slot('{settings.Slot}', 'pgoutput'), with \"snapshot\": \"never\"." });
}

/// <summary>Where reading begins.</summary>
/// <param name="Part">The name of the position.</param>
/// <param name="Position">Where the stream has the table; null while rows of a snapshot are to be taken first.</param>
/// <param name="Rows">The file with those rows.</param>
/// <param name="Id">The table's object id.</param>
/// <param name="Table">The table.</param>
internal sealed record Beginning(string Part, ChangePosition? Position, string Rows, uint Id, PostgresTable Table);
