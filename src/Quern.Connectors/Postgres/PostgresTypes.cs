using Npgsql;
using NpgsqlTypes;

namespace Quern.Connectors.Postgres;

/// <summary>Reads types from the server's catalog.</summary>
internal static class PostgresTypes
{
    /// <summary>What <see cref="Of"/> reads of the rows of <see cref="Tables"/>.</summary>
    public const string Columns = "format_type(t.oid, NULL), CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, b.typcategory IN ('S', 'E') OR b.typname IN ('uuid', 'json', 'jsonb'), CASE t.typtype WHEN 'd' THEN t.typtypmod END";

    /// <summary>Types, <c>t</c>, each with the one that it is at the bottom.</summary>
    public const string Tables = "pg_type t JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END";

    /// <summary>A type.</summary>
    /// <param name="reader">A row with <see cref="Columns"/>.</param>
    /// <param name="column">Where they begin in it.</param>
    /// <param name="modifier">The modifier of whatever has the type; a domain has one of its own.</param>
    public static PostgresType Of(NpgsqlDataReader reader, int column, int modifier) =>
        new(reader.GetString(column), reader.GetFieldValue<uint>(column + 1), reader.GetBoolean(column + 2), reader.IsDBNull(column + 3) ? modifier : reader.GetInt32(column + 3));

    /// <summary>Types by their object ids, each a function of the modifier.</summary>
    public static IReadOnlyDictionary<uint, Func<int, PostgresType>> Read(NpgsqlConnection connection, IEnumerable<uint> ids, CancellationToken stop)
    {
        var types = new Dictionary<uint, Func<int, PostgresType>>();
        using var command = new NpgsqlCommand($"SELECT t.oid, {Columns} FROM {Tables} WHERE t.oid = ANY ($1)", connection);
        command.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid });
        using var reader = command.ExecuteReaderAsync(stop).GetAwaiter().GetResult();
        while (reader.Read())
        {
            var type = Of(reader, 1, -1);
            types[reader.GetFieldValue<uint>(0)] = modifier => type with { Modifier = type.Modifier >= 0 ? type.Modifier : modifier };
        }

        return types;
    }
}
