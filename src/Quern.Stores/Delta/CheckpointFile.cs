using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.Delta;

/// <summary>
/// Checkpoints: Parquet files with a row for each action of a table's state and a struct column for each kind of action. DuckDB turns rows into the JSON of commits and back, so that there is one
/// reader of actions.
/// </summary>
internal static class CheckpointFile
{
    private const string StringMap = "\"MAP(VARCHAR, VARCHAR)\"";

    // The checkpoint schema of the protocol's appendix, as far as tables of writer version 2 have it.
    private const string Structure = $$$"""
        {"txn": {"appId": "VARCHAR", "version": "BIGINT", "lastUpdated": "BIGINT"},
         "add": {"path": "VARCHAR", "partitionValues": {{{StringMap}}}, "size": "BIGINT", "modificationTime": "BIGINT", "dataChange": "BOOLEAN", "stats": "VARCHAR", "tags": {{{StringMap}}}},
         "remove": {"path": "VARCHAR", "deletionTimestamp": "BIGINT", "dataChange": "BOOLEAN", "extendedFileMetadata": "BOOLEAN", "partitionValues": {{{StringMap}}}, "size": "BIGINT"},
         "metaData": {"id": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR", "format": {"provider": "VARCHAR", "options": {{{StringMap}}}}, "schemaString": "VARCHAR",
                      "partitionColumns": ["VARCHAR"], "configuration": {{{StringMap}}}, "createdTime": "BIGINT"},
         "protocol": {"minReaderVersion": "INTEGER", "minWriterVersion": "INTEGER", "readerFeatures": ["VARCHAR"], "writerFeatures": ["VARCHAR"]}}
        """;

    private static readonly string[] Kinds = ["protocol", "metaData", "txn", "add", "remove"];

    /// <summary>The actions of a checkpoint's files, in no order.</summary>
    /// <exception cref="DuckException">A file is missing or no Parquet file.</exception>
    /// <exception cref="JsonException">A row is no action.</exception>
    public static IReadOnlyList<LogAction> Read(IReadOnlyList<string> files, DuckConnection connection)
    {
        var from = $"FROM read_parquet({SourcePath.Sql(files.Select(file => new SourcePath(file, file)))}, union_by_name = true)";
        IReadOnlyList<DuckField> columns;
        using (var statement = connection.Prepare($"SELECT * {from}")) columns = statement.DescribeColumns();
        var items = Kinds.Where(kind => columns.Any(column => column.Name == kind)).Select(kind => $"'{kind}': {DuckSql.Identifier(kind)}");
        var actions = new List<LogAction>();
        using var reader = connection.Query($"SELECT to_json({{{string.Join(", ", items)}}})::VARCHAR {from}");
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
                actions.Add(LogJson.Read(reader.Chunk[0].Text(row)));
        return actions;
    }

    /// <summary>Writes the checkpoint of a state, then the file that leads readers to it.</summary>
    /// <param name="files">The table's files.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="expired">Tombstones of files removed before this time, in milliseconds, are left out.</param>
    /// <param name="connection">Where to.</param>
    public static void Write(TableFiles files, DeltaSnapshot snapshot, long expired, DuckConnection connection)
    {
        string[] lines = [.. snapshot.Actions(expired).Select(LogJson.Write)];
        var name = TableFiles.Log + LogNames.Checkpoint(snapshot.Version);
        var draft = files.Draft(name);
        using (var statement = connection.Prepare(
            $"COPY (SELECT unnest(from_json(line, {DuckSql.Literal(Structure)})) FROM (SELECT unnest(string_split($1, chr(10))) AS line)) TO {DuckSql.Literal(draft)} (FORMAT parquet, COMPRESSION snappy)"))
            statement.Bind(1, string.Join('\n', lines)).Execute();
        var bytes = new FileInfo(draft).Length;
        files.Publish(draft, name, CancellationToken.None);
        var last = string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{snapshot.Version}},"size":{{lines.Length}},"sizeInBytes":{{bytes}},"numOfAddFiles":{{snapshot.Files.Count}}}""");
        files.Replace(TableFiles.Log + LogNames.LastCheckpoint, Encoding.UTF8.GetBytes(last));
    }
}
