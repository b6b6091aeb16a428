using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.Spark;

/// <summary>A source as a script reads it.</summary>
/// <param name="Definition">The source.</param>
/// <param name="View">What stands after <c>CREATE OR REPLACE TEMPORARY VIEW name</c>.</param>
/// <param name="Columns">The columns of the fields that are wanted, by field.</param>
internal sealed record SparkSource(SourceDefinition Definition, string View, IReadOnlyDictionary<int, SparkColumn> Columns)
{
    /// <summary>Looks at what is really there; null with findings where Spark could not read it, or not as Quern does.</summary>
    public static SparkSource? Of(SourceDefinition source, IEnumerable<int> fields, SourceFolder folder, SourceSnapshot? snapshot, DuckConnection connection, List<Finding> findings)
    {
        const string Copy = "Bring its rows into Parquet files or a Delta table, and define the source over those.";
        if (source.Format is not (SourceFormat.Parquet or SourceFormat.Csv or SourceFormat.Delta))
            findings.Add(SparkFindings.Unreadable(source, $"it is {Name(source.Format)}, and a script reads Parquet, CSV and Delta tables", Copy));
        else if (snapshot is { StreamEnd: > 0 })
            findings.Add(SparkFindings.Unreadable(source, $"its stream '{source.Stream}' has events, which lie in the log of this machine", Copy));
        else if (source.Location.Contains("**", StringComparison.Ordinal))
            findings.Add(SparkFindings.Unreadable(source, $"its location '{source.Location}' has **, which Spark does not know", "Name folders with one asterisk each."));
        else if (BoundSource.Bind(source, fields, folder, connection, findings) is { } bound)
            return Of(bound, folder, connection, findings);
        return null;
    }

    private static SparkSource? Of(BoundSource bound, SourceFolder folder, DuckConnection connection, List<Finding> findings)
    {
        var (source, columns) = (bound.Definition, new Dictionary<int, SparkColumn>());
        foreach (var column in bound.Columns)
        {
            var reason = "";
            if ((bound.Relation.IsText ? SparkColumn.OfText(column.Name) : SparkColumn.Of(column.Name, column.Type, source.Schema.Fields[column.Field], out reason)) is { } text) columns[column.Field] = text;
            else findings.Add(SparkFindings.WrongType($"source '{source.Name}'", column.Name, column.Type.ToString(), reason));
        }

        return columns.Count == bound.Columns.Count ? new(source, ViewOf(bound, folder, connection), columns) : null;
    }

    private static string ViewOf(BoundSource bound, SourceFolder folder, DuckConnection connection)
    {
        var source = bound.Definition;
        var path = PathOf(source.Location);
        return source.Format switch
        {
            SourceFormat.Delta => $"AS SELECT * FROM delta.{SparkSql.Identifier(path)} VERSION AS OF {folder.Delta(source, connection).Version}",
            SourceFormat.Csv => $"USING csv OPTIONS (path {SparkSql.Literal(path)}, header 'true', inferSchema 'false', sep {SparkSql.Literal(Delimiter(bound))}, quote '\"', escape '\"', multiLine 'true', encoding 'UTF-8', mode 'FAILFAST')",
            _ => $"USING parquet OPTIONS (path {SparkSql.Literal(path)})",
        };
    }

    /// <summary>A path of the project, or an object, as Spark finds it, who may have the project elsewhere and may call object storage otherwise.</summary>
    public static string PathOf(string location) => ObjectLocation.IsMeant(location) ? "${quern.s3}://" + location[ObjectLocation.Scheme.Length..] : location.Contains("://", StringComparison.Ordinal) ? location : Path.IsPathRooted(location) ? "file://" + location : "${quern.project}/" + location;

    private static string Delimiter(BoundSource bound) => CsvHeader.TryRead(bound.Relation.Files[0].Full, out _)!.Delimiter.ToString();

    private static string Name(SourceFormat format) => format switch
    {
        SourceFormat.NdJson => "NDJSON",
        SourceFormat.Sql => "a query in DuckDB's dialect",
        SourceFormat.Stream => "a stream",
        _ => "in PostgreSQL",
    };
}
