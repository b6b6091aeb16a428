namespace Quern.Stores.Delta;

/// <summary>What must be committed before a table can take the rows of a definition.</summary>
internal static class TableChange
{
    /// <summary>The first commit of a table, or one that adds columns; null when nothing is missing.</summary>
    /// <exception cref="QuernException">The table has such columns of other types, or is partitioned otherwise.</exception>
    public static LogChange? For(string what, DeltaTableDefinition definition, DeltaSnapshot? last, DateTimeOffset now)
    {
        string[] partitions = definition.DateColumn is { } date ? [date] : [];
        if (last is null)
            return new("CREATE TABLE")
            {
                Protocol = new(1, 2),
                MetaData = new()
                {
                    Id = Guid.NewGuid().ToString(),
                    Description = definition.Description,
                    Format = new("parquet"),
                    SchemaString = DeltaSchema.Of(definition.Columns).Text,
                    PartitionColumns = partitions,
                    Configuration = definition.Properties,
                    CreatedTime = now.ToUnixTimeMilliseconds(),
                },
            };

        var differences = definition.Columns.Select(column => (Wanted: column, Found: last.Schema.Find(column.Name)))
            .Where(pair => pair.Found is not null && pair.Found != pair.Wanted)
            .Select(pair => $"'{pair.Found!.Name}' is {pair.Found.Type} in the table, '{pair.Wanted.Name}' {pair.Wanted.Type} in the rows").ToList();
        if (!partitions.SequenceEqual(last.PartitionColumns)) differences.Add($"the table is partitioned by {Text(last.PartitionColumns)}, not by {Text(partitions)}");
        if (differences.Count > 0) throw new QuernException(DeltaFindings.Columns(what, differences));

        var added = definition.Columns.Where(column => last.Schema.Find(column.Name) is null).ToList();
        return added.Count == 0 ? null : new("ADD COLUMNS") { MetaData = last.MetaData! with { SchemaString = last.Schema.With(added).Text } };
    }

    private static string Text(IReadOnlyList<string> columns) => columns.Count == 0 ? "nothing" : string.Join(", ", columns.Select(column => $"'{column}'"));
}
