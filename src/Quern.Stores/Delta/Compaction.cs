using Quern.Stores.DuckDb;

namespace Quern.Stores.Delta;

/// <summary>
/// Puts the small files of a state together. In each partition the smallest come first, and a file joins only while those before it weigh at least a quarter of it together: so a row is written again a
/// number of times that grows with the logarithm of its partition, however often this runs.
/// </summary>
internal sealed class Compaction(TableFiles files, string what, DeltaSnapshot snapshot, long targetBytes)
{
    private const int Weight = 4;

    /// <summary>Writes the new files and gives the change that puts them in place of the old; null when there is nothing to do.</summary>
    public LogChange? Run(DataFileWriter writer, DuckConnection connection, CancellationToken cancellation)
    {
        var (adds, removes) = (new List<AddFile>(), new List<RemoveFile>());
        try
        {
            foreach (var group in Groups())
            {
                cancellation.ThrowIfCancellationRequested();
                adds.Add(Merge(group, writer, connection, cancellation));
                removes.AddRange(group.Select(file => new RemoveFile { Path = file.Path, DataChange = false, ExtendedFileMetadata = true, PartitionValues = file.PartitionValues, Size = file.Size }));
            }
        }
        catch
        {
            writer.Discard(adds);
            throw;
        }

        return adds.Count == 0 ? null : new("OPTIMIZE") { Adds = adds, Removes = removes, PartitionColumns = snapshot.PartitionColumns };
    }

    private IEnumerable<List<AddFile>> Groups()
    {
        var partitions = snapshot.Files.Values.Where(file => file.Size < targetBytes / 2)
            .GroupBy(file => string.Join('\0', snapshot.PartitionColumns.Select(column => file.PartitionValue(column) ?? "\0")));
        foreach (var partition in partitions)
        {
            var (group, bytes) = (new List<AddFile>(), 0L);
            foreach (var file in partition.OrderBy(file => file.Size).ThenBy(file => file.Path, StringComparer.Ordinal))
            {
                if (group.Count > 0 && (bytes + file.Size > targetBytes || file.Size > Weight * bytes))
                {
                    if (group.Count > 1) yield return group;
                    (group, bytes) = ([], 0);
                }

                group.Add(file);
                bytes += file.Size;
            }

            if (group.Count > 1) yield return group;
        }
    }

    // An older file may hold a column otherwise than Delta has it now, such as instants of 96 bits, which have no zone.
    private string Item(DuckField column)
    {
        var (name, type) = (DuckSql.Identifier(column.Name), DeltaTypes.DuckType(snapshot.Schema.Find(column.Name)!.Type));
        return type is null || type.Equals(column.Type) ? name : $"CAST({name} AS {type}) AS {name}";
    }

    private AddFile Merge(List<AddFile> group, DataFileWriter writer, DuckConnection connection, CancellationToken cancellation)
    {
        var relation = DeltaFiles.Of(files, what, snapshot, group);
        var columns = relation.Describe(connection);
        var time = columns.FirstOrDefault(column => column.Name == snapshot.MetaData!.Property(DeltaTableDefinition.TimeProperty));
        var order = time is not null ? $" ORDER BY {DuckSql.Identifier(time.Name)} NULLS FIRST, {DeltaFiles.FileColumn}, {DeltaFiles.PlaceColumn}" : "";
        var select = $"SELECT {string.Join(", ", columns.Select(Item))} FROM {relation.Files}{order}";
        var merged = writer.Write(select, DataPath.NewBeside(group[0].Path), group[0].PartitionValues ?? new Dictionary<string, string?>(), dataChange: false, connection, cancellation);
        var expected = group.Aggregate((long?)0, (sum, file) => sum + FileStatistics.Rows(file));
        if (expected is null || FileStatistics.Rows(merged) == expected) return merged;
        writer.Discard([merged]);
        throw new QuernException(DeltaFindings.Damaged(what, group[0].Path, $"The log counts {expected} rows in {group.Count} files, which hold {FileStatistics.Rows(merged)}."));
    }
}
