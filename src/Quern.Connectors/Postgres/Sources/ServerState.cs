using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Quern.Definitions;
using Quern.Engine.Sources;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// What a server says of its tables without reading their rows: how many rows it has counted as inserted, changed and deleted, where they lie and how long they are. It is read before a transaction begins to
/// see: what is counted by then had been committed, so that whoever compares later may read rows once more that he has had, and never takes for read what he has not. A standby counts nothing; of it only how far
/// it has come is known. What nobody counts, as rows of foreign tables, is never the same.
/// </summary>
internal sealed class ServerState
{
    private const string Counted =
        """
        SELECT n.nspname, c.relname, concat_ws(' ', pg_relation_filenode(c.oid), pg_relation_size(c.oid), pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
        """;

    // When counts began anew is told of the database, and, after a crash, of all that is counted.
    private const string Since =
        """
        SELECT concat_ws(' ', pg_stat_get_db_stat_reset_time(d.oid), pg_stat_get_bgwriter_stat_reset_time(), CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END), clock_timestamp()::text
        FROM pg_database d WHERE d.datname = current_database()
        """;

    private readonly Dictionary<(string Schema, string Name), string> _tables = [];
    private readonly string _since;
    private readonly string _now;

    /// <summary>Reads it; the connection is in no transaction.</summary>
    public ServerState(NpgsqlConnection connection)
    {
        using (var since = new NpgsqlCommand(Since, connection))
        using (var reader = since.ExecuteReader())
        {
            reader.Read();
            (_since, _now) = (reader.GetString(0), reader.GetString(1));
        }

        using var counted = new NpgsqlCommand(Counted, connection);
        using var tables = counted.ExecuteReader();
        while (tables.Read()) _tables[(tables.GetString(0), tables.GetString(1))] = tables.GetString(2);
    }

    /// <summary>What a source consists of.</summary>
    /// <param name="source">The source.</param>
    /// <param name="plan">How the server would read it: names its tables.</param>
    /// <param name="columns">Its columns.</param>
    public SourceSnapshot Of(SourceDefinition source, ServerPlan plan, IReadOnlyList<SourceColumn> columns)
    {
        var text = new StringBuilder($"{source.Connection}\n{source.Location}\n{_since}\n");
        foreach (var column in columns) text.Append($"{column.Name} {column.Type.Name} {column.Type.Modifier}\n");
        foreach (var table in plan.Tables) text.Append($"{table.Schema}.{table.Name} {_tables.GetValueOrDefault(table, _now)}\n");
        return new(source.Name, [], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }
}
