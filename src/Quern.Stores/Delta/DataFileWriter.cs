using Quern.Stores.DuckDb;

namespace Quern.Stores.Delta;

/// <summary>
/// Writes data files. A file is whole and on the disk before a commit names it, and nobody knows it until then: what a crash leaves is an orphan, which vacuum removes.
/// </summary>
internal sealed class DataFileWriter(TableFiles files, TimeProvider clock, int rowGroupRows)
{
    /// <summary>Writes the rows of a query to a new file.</summary>
    /// <param name="select">The rows, in their order.</param>
    /// <param name="path">The file, as the log is to name it.</param>
    /// <param name="partition">The partition's values by column.</param>
    /// <param name="dataChange">Whether the rows are new to the table.</param>
    /// <param name="connection">Who writes it.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public AddFile Write(string select, string path, IReadOnlyDictionary<string, string?> partition, bool dataChange, DuckConnection connection, CancellationToken cancellation)
    {
        var name = files.NameOf(path)!;
        var full = files.Draft(name);
        try
        {
            connection.Execute($"COPY ({select}) TO {DuckSql.Literal(full)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rowGroupRows})", cancellation);
            var stats = FileStatistics.Take(full, connection);
            var bytes = new FileInfo(full).Length;
            files.Publish(full, name, cancellation);
            return new() { Path = path, PartitionValues = partition, Size = bytes, ModificationTime = clock.GetUtcNow().ToUnixTimeMilliseconds(), DataChange = dataChange, Stats = stats };
        }
        catch
        {
            File.Delete(full);
            throw;
        }
    }

    /// <summary>Removes files that will not be committed.</summary>
    public void Discard(IEnumerable<AddFile> written)
    {
        foreach (var file in written) files.Delete(files.NameOf(file.Path)!);
    }
}
