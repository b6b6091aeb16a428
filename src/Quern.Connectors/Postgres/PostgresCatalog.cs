using Npgsql;
using NpgsqlTypes;

namespace Quern.Connectors.Postgres;

/// <summary>What the server's catalog says of a table, its publication and its slot.</summary>
/// <param name="connection">A connection for SQL.</param>
/// <param name="settings">Table, publication and slot.</param>
/// <param name="stop">Cancels what waits for somebody's lock.</param>
internal sealed class PostgresCatalog(NpgsqlConnection connection, PostgresSettings settings, CancellationToken stop)
{
    /// <summary>Gets a name as SQL writes it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string WalLevel() => (string)Scalar("SELECT current_setting('wal_level')")!;

    /// <summary>The time of the server's clock.</summary>
    public DateTime Now() => (DateTime)Scalar("SELECT clock_timestamp()")!;

    /// <summary>Whether this user may read the table, and may read the log of the server's changes.</summary>
    public (bool Reads, bool Replicates) Rights(uint table)
    {
        using var reader = Read("SELECT has_table_privilege($1, 'SELECT'), rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user", table);
        reader.Read();
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    /// <summary>Where the server's log ends.</summary>
    public NpgsqlLogSequenceNumber End() => (NpgsqlLogSequenceNumber)Scalar("SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END")!;

    /// <summary>The table's object id and replica identity.</summary>
    /// <exception cref="QuernException">There is no such table.</exception>
    public (uint Id, char Identity) FindTable()
    {
        using var reader = Read(
            "SELECT c.oid, c.relkind, c.relreplident FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2", settings.Schema, settings.Table);
        if (!reader.Read()) throw new QuernException(PostgresFindings.NoTable(settings.FullName, "There is none of that name in the database."));
        if (reader.GetChar(1) is not ('r' or 'p')) throw new QuernException(PostgresFindings.NoTable(settings.FullName, "It is not a table: only tables have changes that are replicated."));
        return (reader.GetFieldValue<uint>(0), reader.GetChar(2));
    }

    /// <summary>The columns that are replicated.</summary>
    public PostgresTable ReadTable(uint id, char identity)
    {
        var columns = new List<PostgresColumn>();
        using var reader = Read(
            $"""
            SELECT a.attname, a.atttypmod, coalesce(a.attnum = ANY (k.columns), false), {PostgresTypes.Columns}
            FROM pg_attribute a JOIN {PostgresTypes.Tables} ON t.oid = a.atttypid
            LEFT JOIN LATERAL (
              SELECT (i.indkey::int2[])[0:i.indnkeyatts - 1] AS columns FROM pg_index i
              WHERE i.indrelid = a.attrelid AND i.indisvalid AND CASE $2 WHEN 'i' THEN i.indisreplident WHEN 'n' THEN false ELSE i.indisprimary END) k ON true
            WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum
            """,
            id,
            identity.ToString());
        while (reader.Read()) columns.Add(new(reader.GetString(0), PostgresTypes.Of(reader, 3, reader.GetInt32(1)), reader.GetBoolean(2)));
        return new(columns, identity == 'f');
    }

    /// <summary>Whether there is such a publication; and whether the table is in it, and the condition that its rows must meet.</summary>
    public (bool Exists, bool HasTable, string? Filter) FindPublication()
    {
        if (Scalar("SELECT 1 FROM pg_publication WHERE pubname = $1", settings.Publication) is null) return default;
        // Conditions came with version 15.
        var filter = connection.PostgreSqlVersion.Major >= 15 ? "rowfilter" : "NULL::text";
        using var reader = Read($"SELECT {filter} FROM pg_publication_tables WHERE pubname = $1 AND schemaname = $2 AND tablename = $3", settings.Publication, settings.Schema, settings.Table);
        return reader.Read() ? (true, true, reader.IsDBNull(0) ? null : reader.GetString(0)) : (true, false, null);
    }

    /// <summary>The slot; null when there is none.</summary>
    public PostgresSlot? FindSlot()
    {
        // What has become of its log is told since version 13.
        var status = connection.PostgreSqlVersion.Major >= 13 ? "wal_status" : "NULL::text";
        using var reader = Read($"SELECT plugin, database, confirmed_flush_lsn, {status}, active_pid FROM pg_replication_slots WHERE slot_name = $1", settings.Slot);
        if (!reader.Read()) return null;
        return new(
            reader.IsDBNull(0) ? null : reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? default : reader.GetFieldValue<NpgsqlLogSequenceNumber>(2),
            !reader.IsDBNull(3) && reader.GetString(3) == "lost",
            reader.IsDBNull(4) ? null : reader.GetInt32(4));
    }

    /// <summary>Makes the publication.</summary>
    public void CreatePublication() =>
        Execute($"CREATE PUBLICATION {Quote(settings.Publication)} FOR TABLE {Quote(settings.Schema)}.{Quote(settings.Table)}{(connection.PostgreSqlVersion.Major >= 13 ? " WITH (publish_via_partition_root = true)" : "")}");

    public void DropSlot() => Execute("SELECT pg_drop_replication_slot($1)", settings.Slot);

    public void Execute(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQueryAsync(stop).GetAwaiter().GetResult();
    }

    private object? Scalar(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalarAsync(stop).GetAwaiter().GetResult();
    }

    private NpgsqlDataReader Read(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteReaderAsync(stop).GetAwaiter().GetResult();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(value is uint id ? new() { Value = id, NpgsqlDbType = NpgsqlDbType.Oid } : new() { Value = value });
        return command;
    }
}

/// <summary>A slot as the server has it.</summary>
/// <param name="Plugin">What decodes for it; null for a slot of files.</param>
/// <param name="Database">Its database.</param>
/// <param name="Confirmed">Up to where its reader has said that everything is durable.</param>
/// <param name="IsLost">Whether the server has removed what it was to keep for it.</param>
/// <param name="Reader">The process on the server that reads it now; null when none does.</param>
internal sealed record PostgresSlot(string? Plugin, string? Database, NpgsqlLogSequenceNumber Confirmed, bool IsLost, int? Reader);
