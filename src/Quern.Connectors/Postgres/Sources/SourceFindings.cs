using Quern.Definitions;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>What can be wrong between a source's definition and what its database has.</summary>
internal static class SourceFindings
{
    private const int MostColumns = 60;

    public static string NameOf(SourceDefinition source) => $"source '{source.Name}'";

    public static Finding NoTable(SourceDefinition source, QualifiedName table, string database, IReadOnlyCollection<string> known) => new(
        "QRN6505", $"source '{source.Name}': there is no table '{table}' in '{database}'", "Letter case counts: a name that was not quoted when the table was made is in lower case.",
        known.Count == 0 ? "The user sees no table there at all: is it the right database?" : NearestName.Hint(table.ToString(), known));

    public static Finding NotReadable(SourceDefinition source, QualifiedName table, string user) => ServerFindings.NotAllowed(
        NameOf(source), user, $"Table '{table}' is not his to read.", $"GRANT USAGE ON SCHEMA {table.Schema} TO {user}; GRANT SELECT ON {table} TO {user};");

    public static Finding NotReadable(SourceDefinition source, QualifiedName table, string user, IReadOnlyList<string> columns) => ServerFindings.NotAllowed(
        NameOf(source), user, $"Of table '{table}' these columns are not his to read: {string.Join(", ", columns)}.", $"GRANT SELECT ({string.Join(", ", columns)}) ON {table} TO {user};");

    public static Finding MissingColumn(SourceDefinition source, Field field, IReadOnlyList<SourceColumn> columns)
    {
        var nearest = NearestName.Of(field.Column, columns.Select(column => column.Name));
        return new(
            "QRN6506",
            $"source '{source.Name}' has no column '{field.Column}' ({source.Schema.Name}.{field.Member}, {DataType.Scalar(field.Kind)})",
            Columns(source, columns),
            nearest is null ? "Correct the member's name, or name the column: [Column(\"…\")]." : $"Did you mean '{nearest}'? Then write [Column(\"{nearest}\")] on {source.Schema.Name}.{field.Member}.");
    }

    public static Finding WrongType(SourceDefinition source, Field field, SourceColumn column) => new(
        "QRN6507",
        $"source '{source.Name}': column '{column.Name}' is {column.Type.Name}, which {source.Schema.Name}.{field.Member} ({DataType.Scalar(field.Kind)}) cannot take",
        null,
        Hint(source, field, column.Type));

    public static Finding MayBeNull(SourceDefinition source, IReadOnlyList<string> columns) => new(
        "QRN6508",
        $"source '{source.Name}': the table admits nulls where '{source.Schema.Name}' does not: {string.Join(", ", columns)}",
        "A row with a null there is a bad row.",
        "Write the member's type with a ?, or ALTER TABLE … ALTER COLUMN … SET NOT NULL.",
        Severity.Warning);

    public static Finding BadQuery(SourceDefinition source, string reason) => new(
        "QRN6509", $"source '{source.Name}' has a query that PostgreSQL refuses", reason, "Mend the query; it is one SELECT in PostgreSQL's dialect, and each column has a name of its own.");

    private static string Columns(SourceDefinition source, IReadOnlyList<SourceColumn> columns)
    {
        var shown = string.Join(", ", columns.Take(MostColumns).Select(column => $"{column.Name} ({column.Type.Name})"));
        var rest = columns.Count > MostColumns ? $", and {columns.Count - MostColumns} more" : "";
        return $"The columns of {(source.Format == SourceFormat.Postgres ? $"'{source.Location}'" : "the query")}: {shown}{rest}.";
    }

    private static string Hint(SourceDefinition source, Field field, PostgresType type)
    {
        var member = $"{source.Schema.Name}.{field.Member}";
        if (field.Kind == ValueKind.Timestamp && type.IsCount) return $"If it counts units since 1970, say which: [Column(Epoch = EpochUnit.Milliseconds)] on {member}.";
        return type.Member is { } able ? $"Declare {member} as {able}, or convert the column in a query: PostgresSql<T>(…)." : "Convert the column in a query: PostgresSql<T>(…).";
    }
}
