using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Quern.Definitions;
using Quern.Engine.Sources;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// What can be said of the state of a source without reading its rows: of each table that it reads how many rows the server has counted as inserted, changed and deleted, how long it is, and what
/// its columns are. What is equal was not changed, but for what happened within the last seconds, and for what a function reads behind the server's back; what differs may be the same rows again.
/// </summary>
internal static class ServerState
{
    private const string Counted =
        """
        SELECT n.nspname || '.' || c.relname, pg_relation_size(c.oid), concat_ws(' ', pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)),
               (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        FROM unnest($1::text[], $2::text[]) AS asked (schema, name) JOIN pg_namespace n ON n.nspname = asked.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
        ORDER BY 1
        """;

    public static SourceSnapshot Of(SourceDefinition source, ServerPlan plan, NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Counted, connection);
        command.Parameters.Add(new() { Value = plan.Tables.Select(table => table.Schema).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = plan.Tables.Select(table => table.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        using var reader = command.ExecuteReader();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{source.Connection}\n{source.Location}\n");
        while (reader.Read()) text.Append(CultureInfo.InvariantCulture, $"{reader.GetString(0)} {reader.GetInt64(1)} {reader.GetString(2)} {reader.GetString(3)}\n");
        return new(source.Name, [], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }
}
