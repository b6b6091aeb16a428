using System.Text;
using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>Finds the files that a source's location names.</summary>
internal static class SourceFiles
{
    /// <summary>The files, ordered by path; empty with a finding when there are none. Parquet files of object storage may have what they say about themselves, and nothing else.</summary>
    public static IReadOnlyList<SourcePath> Find(SourceDefinition source, SourceFolder folder, DuckConnection connection, List<Finding> findings) =>
        Find(source, folder, connection, WantedColumns.None(connection), findings);

    /// <summary>The files, with what is going to be read of Parquet files of object storage; null for all.</summary>
    public static IReadOnlyList<SourcePath> Find(SourceDefinition source, SourceFolder folder, DuckConnection connection, WantedColumns? columns, List<Finding> findings)
    {
        if (ObjectLocation.IsMeant(source.Location)) return FindObjects(source, folder, columns, findings);
        var path = Path.GetFullPath(source.Location, folder.Path);
        if (File.Exists(path)) return [Of(path, folder)];
        if (Directory.Exists(path))
        {
            findings.Add(SourceFindings.IsFolder(source));
            return [];
        }

        if (source.Location.AsSpan().IndexOfAny('*', '?', '[') < 0)
        {
            findings.Add(SourceFindings.MissingFile(source, path));
            return [];
        }

        // The project's own folder is no pattern, whatever letters it has.
        var pattern = Path.GetFullPath(source.Location, SourcePath.Escape(folder.Path));
        SourcePath[] files = [.. Glob(connection, pattern).Where(File.Exists).Order(StringComparer.Ordinal).Select(file => Of(file, folder))];
        if (files.Length == 0) findings.Add(SourceFindings.NoMatch(source, path));
        return files;
    }

    private static IReadOnlyList<SourcePath> FindObjects(SourceDefinition source, SourceFolder folder, WantedColumns? columns, List<Finding> findings)
    {
        try
        {
            return folder.ObjectFiles(source, columns);
        }
        catch (QuernException failure)
        {
            findings.AddRange(failure.Findings);
            return [];
        }
    }

    private static SourcePath Of(string path, SourceFolder folder) => new(path, folder.Shown(path));

    private static List<string> Glob(DuckConnection connection, string pattern)
    {
        var files = new List<string>();
        using var reader = connection.Query($"SELECT file FROM glob({DuckSql.Literal(pattern)})");
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
                files.Add(Encoding.UTF8.GetString(reader.Chunk[0].Text(row)));
        return files;
    }
}
