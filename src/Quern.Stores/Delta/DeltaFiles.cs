using Quern.Stores.DuckDb;
using Quern.Stores.Objects;
using Quern.Stores.Sources;

namespace Quern.Stores.Delta;

/// <summary>
/// Data files of a state as DuckDB reads them. A column that a file lacks, because it was added later, is null there; a column that the table's schema does not have is not read. The values of
/// partition columns are those of the log, looked up by the number of the file.
/// </summary>
internal sealed class DeltaFiles
{
    /// <summary>What DuckDB calls the number of a row in its file.</summary>
    public const string PlaceColumn = "file_row_number";

    /// <summary>What DuckDB calls the number of a file in the list.</summary>
    public const string FileColumn = "file_index";

    private readonly string _what;
    private readonly DeltaSnapshot _snapshot;
    private readonly IReadOnlyList<AddFile> _files;
    private IReadOnlyList<DuckField>? _columns;

    private DeltaFiles(string what, DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, IReadOnlyList<string> paths) => (_what, _snapshot, _files, Paths) = (what, snapshot, files, paths);

    /// <summary>Gets where the files are, in their order.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Gets what the log calls them.</summary>
    public IReadOnlyList<string> Names => [.. _files.Select(file => file.Path)];

    /// <summary>Gets the files as a table, with the columns that they have.</summary>
    public string Files => $"read_parquet({SourcePath.Sql(Paths.Select(path => new SourcePath(path, path)))}, union_by_name = true, hive_partitioning = false)";

    /// <summary>Some files of a state.</summary>
    /// <param name="table">The table's files.</param>
    /// <param name="what">What the table is to the user.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="files">The files, in the order in which they are to be read.</param>
    /// <param name="columns">What is going to be read of files in object storage; null for all.</param>
    /// <exception cref="QuernException">A file is missing, or elsewhere.</exception>
    public static DeltaFiles Of(TableFiles table, string what, DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, WantedColumns? columns = null)
    {
        var elsewhere = new List<string>();
        var paths = table.Open([.. files.Select(file => file.Path)], elsewhere, columns);
        if (elsewhere.Count > 0) throw new QuernException(DeltaFindings.Remote(what, elsewhere[0]));
        string[] missing = [.. files.Where((_, i) => paths[i] is null).Select(file => file.Path)];
        return missing.Length == 0 ? new(what, snapshot, files, [.. paths.OfType<string>()]) : throw new QuernException(DeltaFindings.MissingFiles(what, snapshot.Version, missing));
    }

    /// <summary>The columns of the table that the files have, in the table's order.</summary>
    public IReadOnlyList<DuckField> Describe(DuckConnection connection)
    {
        if (_files.Count == 0) return [];
        if (_columns is not null) return _columns;
        using var statement = connection.Prepare($"SELECT * FROM {Files}");
        var found = statement.DescribeColumns();
        return _columns = [.. _snapshot.Columns.Where(column => !_snapshot.PartitionColumns.Contains(column.Name))
            .Select(column => found.FirstOrDefault(candidate => string.Equals(candidate.Name, column.Name, StringComparison.OrdinalIgnoreCase))).OfType<DuckField>()];
    }

    /// <summary>A query of all columns of the table, those of its partitions among them, and more columns that DuckDB has of each row.</summary>
    public string Select(DuckConnection connection, params IEnumerable<string> more)
    {
        var found = Describe(connection);
        if (_snapshot.PartitionColumns.Count > 0 && found.Any(column => string.Equals(column.Name, FileColumn, StringComparison.OrdinalIgnoreCase)))
            throw new QuernException(DeltaFindings.Unsupported(_what, [$"partitions beside a column named {FileColumn}"], "read"));
        var items = new List<string>();
        foreach (var column in _snapshot.Columns)
            if (_snapshot.PartitionColumns.Contains(column.Name) && _files.Count > 0) items.Add($"{Partition(column)} AS {DuckSql.Identifier(column.Name)}");
            else if (found.Any(field => string.Equals(field.Name, column.Name, StringComparison.OrdinalIgnoreCase))) items.Add(DuckSql.Identifier(column.Name));
            else if (DeltaTypes.DuckType(column.Type) is { } type) items.Add($"NULL::{type} AS {DuckSql.Identifier(column.Name)}");
        var select = $"SELECT {string.Join(", ", items.Concat(more).DefaultIfEmpty("NULL"))}";
        return _files.Count == 0 ? $"{select} WHERE false" : $"{select} FROM {Files}";
    }

    private string Partition(DeltaColumn column)
    {
        var type = DeltaTypes.DuckType(column.Type) ?? DuckType.Varchar;
        string?[] values = [.. _files.Select(file => file.PartitionValue(column.Name))];
        // One value needs no look-up, and a condition on it can leave all files out.
        return values.Distinct().Count() == 1
            ? $"CAST({Literal(values[0])} AS {type})"
            : $"CAST([{string.Join(", ", values.Select(Literal))}] AS {type}[])[{FileColumn}::BIGINT + 1]";
    }

    private static string Literal(string? value) => value is null ? "NULL" : DuckSql.Literal(value);
}
