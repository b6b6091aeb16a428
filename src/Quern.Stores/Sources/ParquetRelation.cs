using Quern.Definitions;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>Parquet files. DuckDB has the number of a row and of its file at hand, unless the files have columns of those names.</summary>
internal static class ParquetRelation
{
    private const string PlaceColumn = "file_row_number";
    private const string FileColumn = "file_index";

    public static SourceRelation? Open(SourceDefinition source, IReadOnlyList<SourcePath> files, DuckConnection connection, List<Finding> findings)
    {
        IReadOnlyList<DuckField>? first = null;
        foreach (var path in files)
        {
            if (Describe(source, path, connection, findings) is not { } columns) continue;
            first ??= columns;
            Compare(source, files[0], first, path, columns, findings);
        }

        if (first is null) return null;
        var file = files.Count > 1 ? Virtual(FileColumn, first) : null;
        // The number of a row says nothing without its file.
        var place = files.Count == 1 || file is not null ? Virtual(PlaceColumn, first) : null;
        return new(From(files), first, files) { Place = place, File = file };
    }

    /// <summary>The same files at other places.</summary>
    public static SourceRelation Over(SourceRelation relation, IReadOnlyList<SourcePath> files) => relation with { From = From(files), Files = files, Bring = null };

    /// <summary>Files as a table.</summary>
    public static string From(IReadOnlyList<SourcePath> files) => $"read_parquet({SourcePath.Sql(files)})";

    private static string? Virtual(string name, IReadOnlyList<DuckField> columns) =>
        columns.Any(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)) ? null : name;

    private static IReadOnlyList<DuckField>? Describe(SourceDefinition source, SourcePath file, DuckConnection connection, List<Finding> findings)
    {
        try
        {
            using var statement = connection.Prepare($"SELECT * FROM {From([file])}");
            return statement.DescribeColumns();
        }
        catch (DuckException failure)
        {
            findings.Add(SourceFindings.Unreadable(source, file.Shown, StoreErrors.Plain(failure.Message)));
            return null;
        }
    }

    // DuckDB would cast each file's columns to the first file's types, silently where it can.
    private static void Compare(SourceDefinition source, SourcePath first, IReadOnlyList<DuckField> expected, SourcePath file, IReadOnlyList<DuckField> columns, List<Finding> findings)
    {
        if (expected.SequenceEqual(columns)) return;
        foreach (var field in source.Schema.Fields)
        {
            var wanted = expected.FirstOrDefault(column => string.Equals(column.Name, field.Column, StringComparison.OrdinalIgnoreCase));
            var found = columns.FirstOrDefault(column => string.Equals(column.Name, field.Column, StringComparison.OrdinalIgnoreCase));
            if (wanted is not null && !wanted.Type.Equals(found?.Type))
                findings.Add(SourceFindings.OtherFile(source, field.Column, first.Shown, wanted.Type.ToString(), file.Shown, found?.Type.ToString()));
        }
    }
}
