using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Definitions;
using Quern.Engine.PushDown;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>A table as views over it need to know it.</summary>
/// <param name="Bound">The columns that are read.</param>
/// <param name="Columns">The same, by field.</param>
/// <param name="Collations">The collation of each column of texts, by its name, where the same text is the same bytes.</param>
/// <param name="IsStill">Whether it is a table whose rows a transaction sees as they are, however often it looks: what a query, a view or a foreign table gives may be another thing each time.</param>
internal sealed record PushedSource(BoundSource Bound, IReadOnlyDictionary<int, RowColumn> Columns, IReadOnlyDictionary<string, string> Collations, bool IsStill)
{
    private const string Kind = "SELECT c.relkind IN ('r', 'p', 'm') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2";

    private const string Collated =
        """
        SELECT a.attname, format('%I.%I', m.nspname, l.collname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_collation l ON l.oid = a.attcollation JOIN pg_namespace m ON m.oid = l.collnamespace
        WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
        """;

    /// <summary>Looks a view's source up.</summary>
    /// <exception cref="QuernException">The table is not as the definition has it.</exception>
    public static PushedSource Of(NpgsqlConnection connection, PushedRead read, PostgresServer server)
    {
        var (source, findings) = (read.Read.View.Definition.Source, new List<Finding>());
        var bound = BoundSource.Bind(source, read.Read.View.Fields.Concat(read.Ties).Distinct().Order(), new(connection, source, server), server.User, findings) ?? throw new QuernException(findings);
        var columns = bound.Columns.ToDictionary(column => column.Field, column => new RowColumn(source.Schema.Fields[column.Field], column.Column));
        if (source.Format != SourceFormat.Postgres || QualifiedName.Parse(source.Location) is not { } name) return new(bound, columns, new Dictionary<string, string>(), IsStill: false);
        using (var kind = Command(connection, Kind, name))
            if (kind.ExecuteScalar() is not true) return new(bound, columns, new Dictionary<string, string>(), IsStill: false);
        // Those that find two texts equal that are not came with version 12.
        using var collated = Command(connection, connection.PostgreSqlVersion.Major >= 12 ? $"{Collated} AND l.collisdeterministic" : Collated, name);
        using var reader = collated.ExecuteReader();
        var collations = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read()) collations[reader.GetString(0)] = reader.GetString(1);
        return new(bound, columns, collations, IsStill: true);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, QualifiedName name)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = name.Schema });
        command.Parameters.Add(new() { Value = name.Name });
        return command;
    }
}
