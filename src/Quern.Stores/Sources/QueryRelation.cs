using System.Text.RegularExpressions;
using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>A query over other sources, which it sees as tables of their names with their files' own columns. Its rows have no numbers.</summary>
internal static partial class QueryRelation
{
    public static SourceRelation? Open(SourceDefinition source, SourceFolder folder, DuckConnection connection, List<Finding> findings)
    {
        if (Query(source, folder, connection, WantedColumns.None(connection), findings) is not { } query) return null;
        try
        {
            using (var alone = connection.Prepare(query))
            using (var nested = connection.Prepare(Nest("SELECT * FROM ", query)))
            {
                var relation = new SourceRelation(Nest("", query), nested.DescribeColumns(), []);
                return IsElsewhere(source) ? relation with { Bring = _ => Whole(source, relation, folder, connection) } : relation;
            }
        }
        catch (DuckException failure)
        {
            findings.Add(SourceFindings.BadQuery(source, StoreErrors.Plain(failure.Message)));
            return null;
        }
    }

    /// <summary>Whether a text begins as a query does that only reads; comments may come first.</summary>
    public static bool IsSelect(string query) => Opening().IsMatch(query);

    private static bool IsElsewhere(SourceDefinition source) => source.Format == SourceFormat.Sql ? source.Inputs.Any(IsElsewhere) : ObjectLocation.IsMeant(source.Location);

    // Which columns of its inputs a query reads only DuckDB knows.
    private static SourceRelation Whole(SourceDefinition source, SourceRelation relation, SourceFolder folder, DuckConnection connection)
    {
        var findings = new List<Finding>();
        return Query(source, folder, connection, null, findings) is null ? throw new QuernException(findings) : relation with { Bring = null };
    }

    private static string Nest(string before, string query) => $"{before}(\n{query}\n)";

    private static string? Query(SourceDefinition source, SourceFolder folder, DuckConnection connection, WantedColumns? columns, List<Finding> findings)
    {
        var query = source.Location.Trim().TrimEnd(';').TrimEnd();
        if (!IsSelect(query))
        {
            findings.Add(SourceFindings.NotSelect(source));
            return null;
        }

        var before = findings.Count;
        foreach (var input in source.Inputs)
            if (Table(input, folder, connection, columns, findings) is { } table)
                TryCreate(source, input, table, connection, findings);
        return findings.Count == before ? query : null;
    }

    private static void TryCreate(SourceDefinition source, SourceDefinition input, string table, DuckConnection connection, List<Finding> findings)
    {
        try
        {
            connection.Execute($"CREATE OR REPLACE TEMP VIEW {DuckSql.Identifier(input.Name)} AS SELECT * FROM {table}");
        }
        catch (DuckException failure)
        {
            findings.Add(input.Format == SourceFormat.Sql
                ? SourceFindings.BadQuery(input, StoreErrors.Plain(failure.Message))
                : SourceFindings.Unreadable(input, input.Location, $"Source '{source.Name}' reads it. {StoreErrors.Plain(failure.Message)}"));
        }
    }

    private static string? Table(SourceDefinition input, SourceFolder folder, DuckConnection connection, WantedColumns? columns, List<Finding> findings)
    {
        if (input.Format == SourceFormat.Sql) return Query(input, folder, connection, columns, findings) is { } query ? Nest("", query) : null;
        if (input.Format == SourceFormat.Delta) return DeltaRelation.Table(input, folder, connection, columns, findings);
        var files = SourceFiles.Find(input, folder, connection, columns, findings);
        if (files.Count == 0) return null;
        return input.Format switch
        {
            SourceFormat.Parquet => ParquetRelation.From(files),
            SourceFormat.Csv => CsvRelation.Table(input, files, findings),
            _ => JsonRelation.Table(files),
        };
    }

    [GeneratedRegex(@"\A(\s|--[^\n]*(\n|\z)|/\*.*?\*/|\()*(SELECT|WITH|FROM|VALUES)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
