using System.Text;
using System.Text.Json.Nodes;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.Delta;

/// <summary>
/// Counts and bounds of a data file, by which readers leave it out. DuckDB takes them from the file when it is written. As the protocol has it, texts are cut off (a bound above cannot be: it is
/// left out) and instants floored to milliseconds; bounds that JSON cannot hold are left out.
/// </summary>
internal static class FileStatistics
{
    private const int LongestText = 32;

    /// <summary>The statistics of a file as JSON.</summary>
    public static string Take(string path, DuckConnection connection)
    {
        var from = $"FROM read_parquet({SourcePath.Sql([new(path, path)])}, hive_partitioning = false)";
        IReadOnlyList<DuckField> columns;
        using (var statement = connection.Prepare($"SELECT * {from}")) columns = statement.DescribeColumns();
        var nulls = columns.Where(column => column.Type.Id is not (DuckTypeId.List or DuckTypeId.Struct or DuckTypeId.Map)).Select(column => (column.Name, Sql: $"count(*) - count({Name(column)})"));
        string[] items =
        [
            "'numRecords', count(*)",
            $"'minValues', {Object(columns.Select(column => (column.Name, Sql: Bound("min", column))))}",
            $"'maxValues', {Object(columns.Select(column => (column.Name, Sql: Bound("max", column))))}",
            $"'nullCount', {Object(nulls!)}",
        ];
        // Merging into an empty object drops what is null.
        using var reader = connection.Query($"SELECT json_merge_patch('{{}}', json_object({string.Join(", ", items)}))::VARCHAR {from}");
        reader.Read();
        return Encoding.UTF8.GetString(reader.Chunk[0].Text(0));
    }

    /// <summary>How many rows a file has by its statistics; null when it has none.</summary>
    public static long? Rows(AddFile file) => Parse(file)?["numRecords"] is JsonValue value && value.TryGetValue<long>(out var rows) ? rows : null;

    private static JsonNode? Parse(AddFile file)
    {
        try
        {
            return file.Stats is { } stats ? JsonNode.Parse(stats) : null;
        }
        catch (System.Text.Json.JsonException)
        {
            // Nobody need take them, so that unreadable ones are as good as none.
            return null;
        }
    }

    private static string? Bound(string function, DuckField column)
    {
        var bound = $"{function}({Name(column)})";
        return column.Type.Id switch
        {
            DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.BigInt or DuckTypeId.Date => bound,
            DuckTypeId.Float or DuckTypeId.Double => $"CASE WHEN isfinite({bound}) THEN {bound} END",
            DuckTypeId.Timestamp => $"strftime({bound}, '%Y-%m-%dT%H:%M:%S.%g')",
            DuckTypeId.TimestampTz => $"strftime({bound} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')",
            DuckTypeId.Varchar when function == "min" => $"left({bound}, {LongestText})",
            DuckTypeId.Varchar => $"CASE WHEN length({bound}) <= {LongestText} THEN {bound} END",
            _ => null,
        };
    }

    private static string Object(IEnumerable<(string Name, string? Sql)> members) =>
        $"json_object({string.Join(", ", members.Where(member => member.Sql is not null).Select(member => $"{DuckSql.Literal(member.Name)}, {member.Sql}"))})";

    private static string Name(DuckField column) => DuckSql.Identifier(column.Name);
}
