using System.Data;
using Npgsql;
using Quern.Definitions;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>What the server says that a source's rows are. For one thread.</summary>
/// <param name="connection">A connection.</param>
/// <param name="source">The source.</param>
/// <param name="server">The server.</param>
internal sealed class SourceCatalog(NpgsqlConnection connection, SourceDefinition source, PostgresServer server)
{
    /// <summary>Where the rows are, as SQL writes it behind FROM.</summary>
    public static string From(SourceDefinition source) => source.Format == SourceFormat.Postgres
        ? Table(source)
        : $"(\n{source.Location.Trim().TrimEnd(';')}\n) AS source";

    /// <summary>The columns; null, with a finding, when there are none to be had.</summary>
    public IReadOnlyList<SourceColumn>? Columns(List<Finding> findings) => source.Format == SourceFormat.Postgres ? TableColumns(findings) : QueryColumns(findings);

    private static string Table(SourceDefinition source)
    {
        var name = Name(source);
        return $"{PostgresCatalog.Quote(name.Schema)}.{PostgresCatalog.Quote(name.Name)}";
    }

    private static QualifiedName Name(SourceDefinition source) => QualifiedName.Parse(source.Location) ?? throw new ArgumentException($"'{source.Location}' is not the name of a table.");

    private List<SourceColumn>? TableColumns(List<Finding> findings)
    {
        var name = Name(source);
        using (var table = Command("SELECT has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')", name.Schema, name.Name))
        {
            if (table.ExecuteScalar() is not bool isReadable)
            {
                findings.Add(SourceFindings.NoTable(source, name, server.Name, Tables()));
                return null;
            }

            if (!isReadable)
            {
                findings.Add(SourceFindings.NotReadable(source, name, server.User));
                return null;
            }
        }

        using var command = Command(
            $"""
            SELECT a.attname, a.atttypmod, NOT a.attnotnull AND NOT (t.typtype = 'd' AND t.typnotnull), c.relkind IN ('r', 'p'), has_column_privilege(c.oid, a.attnum, 'SELECT'), {PostgresTypes.Columns}
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN {PostgresTypes.Tables} ON t.oid = a.atttypid
            WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """,
            name.Schema,
            name.Name);
        using var reader = command.ExecuteReader();
        var columns = new List<SourceColumn>();
        while (reader.Read()) columns.Add(new(reader.GetString(0), PostgresTypes.Of(reader, 5, reader.GetInt32(1)), reader.GetBoolean(3) ? reader.GetBoolean(2) : null, reader.GetBoolean(4)));
        return columns;
    }

    private List<SourceColumn>? QueryColumns(List<Finding> findings)
    {
        try
        {
            var described = Describe();
            var types = PostgresTypes.Read(connection, described.Select(column => column.Type).Distinct(), CancellationToken.None);
            return [.. described.Select(column => new SourceColumn(column.Name, types[column.Type](column.Modifier), null))];
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("42", StringComparison.Ordinal) && e.SqlState != PostgresErrorCodes.InsufficientPrivilege)
        {
            findings.Add(SourceFindings.BadQuery(source, new ServerErrors("", server).Say(e)));
            return null;
        }
    }

    private List<(string Name, uint Type, int Modifier)> Describe()
    {
        using var command = Command($"SELECT * FROM {From(source)}");
        using var reader = command.ExecuteReader(CommandBehavior.SchemaOnly);
        return [.. reader.GetColumnSchema().Select(column => (column.ColumnName, column.TypeOID, Modifier(column.NumericPrecision, column.NumericScale)))];
    }

    // As the server keeps it: precision in the upper half, scale in the lower, and 4.
    private static int Modifier(int? precision, int? scale) => precision is { } digits && scale is { } places ? ((digits << 16) | (places & 0x7FF)) + 4 : -1;

    private List<string> Tables()
    {
        using var command = Command("SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1 LIMIT 10000");
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    private NpgsqlCommand Command(string sql, params string[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
