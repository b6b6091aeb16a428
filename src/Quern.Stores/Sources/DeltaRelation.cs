using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>A Delta table at the version that is read. DuckDB has the number of a row and of its file at hand, unless the table has columns of those names.</summary>
internal static class DeltaRelation
{
    public static SourceRelation? Open(SourceDefinition source, SourceFolder folder, DuckConnection connection, List<Finding> findings) =>
        Try(source, folder, connection, WantedColumns.None(connection), findings, files => Relation(source, folder, files, connection)) is { } relation
            ? ObjectLocation.IsMeant(source.Location) ? relation with { Bring = columns => Relation(source, folder, Files(source, folder, connection, new(columns, connection)), connection) } : relation
            : null;

    /// <summary>The table's columns for a query that reads it; null with findings when it cannot be read.</summary>
    /// <param name="source">The source.</param>
    /// <param name="folder">Where it is.</param>
    /// <param name="connection">Reads its log.</param>
    /// <param name="columns">What is going to be read of files in object storage; null for all.</param>
    /// <param name="findings">Gets why it cannot be read.</param>
    public static string? Table(SourceDefinition source, SourceFolder folder, DuckConnection connection, WantedColumns? columns, List<Finding> findings) =>
        Try(source, folder, connection, columns, findings, files => $"({files.Select(connection)})");

    private static SourceRelation Relation(SourceDefinition source, SourceFolder folder, DeltaFiles files, DuckConnection connection)
    {
        string[] numbers = files.Paths.Count == 0 ? [] : [DeltaFiles.PlaceColumn, DeltaFiles.FileColumn];
        var own = files.Describe(connection);
        if (own.Any(column => numbers.Contains(column.Name, StringComparer.OrdinalIgnoreCase))) numbers = [];
        var from = $"({files.Select(connection, numbers)})";
        using var statement = connection.Prepare($"SELECT * FROM {from}");
        return new(from, [.. statement.DescribeColumns().Where(column => !numbers.Contains(column.Name))], [.. files.Paths.Select((path, i) => new SourcePath(path, folder.Shown(source, path, files.Names[i])))])
        {
            Place = numbers is [var place, _] ? place : null,
            File = numbers is [_, var file] ? file : null,
            Table = source.Location,
        };
    }

    private static DeltaFiles Files(SourceDefinition source, SourceFolder folder, DuckConnection connection, WantedColumns? columns)
    {
        var snapshot = folder.Delta(source, connection);
        return DeltaFiles.Of(folder.FilesOf(source), SourceFolder.NameOf(source), snapshot, [.. snapshot.Files.Values], columns);
    }

    private static T? Try<T>(SourceDefinition source, SourceFolder folder, DuckConnection connection, WantedColumns? columns, List<Finding> findings, Func<DeltaFiles, T> use)
        where T : class
    {
        try
        {
            return use(Files(source, folder, connection, columns));
        }
        catch (QuernException failure)
        {
            findings.AddRange(failure.Findings);
            return null;
        }
    }
}
