using System.Text;
using Quern.Definitions;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>
/// Files with one JSON object a line; blank lines do not count. Columns are members of the object, read as the record declares: a text, a number or a truth value by its text,
/// anything else as JSON. A member that is missing is null.
/// </summary>
internal static class JsonRelation
{
    private const int Sample = 10_000;
    private const string Lines = "format = 'newline_delimited', ignore_errors = true";

    public static SourceRelation? Open(SourceDefinition source, IReadOnlyList<SourcePath> files, DuckConnection connection, List<Finding> findings)
    {
        try
        {
            return new($"read_json_objects({SourcePath.Sql(files)}, {Lines})", Members(files, connection), files) { IsText = true, IsJson = true, File = files.Count > 1 ? "file_index" : null };
        }
        catch (DuckException failure)
        {
            findings.Add(SourceFindings.Unreadable(source, files[0].Shown, StoreErrors.Plain(failure.Message)));
            return null;
        }
    }

    /// <summary>The files as a table for a query over them, with the columns and types that DuckDB finds.</summary>
    public static string Table(IReadOnlyList<SourcePath> files) => $"read_json({SourcePath.Sql(files)}, format = 'newline_delimited')";

    /// <summary>The query of a scan: the file's number where there are several, then null or the line that is no object, then the members.</summary>
    public static string Select(SourceRelation relation, IEnumerable<string> members)
    {
        var file = relation.File is null ? "" : relation.File + ", ";
        var pointers = members.Select(Pointer).ToArray();
        var items = string.Concat(Enumerable.Range(1, pointers.Length).Select(i => $", members[{i}]"));
        // One extraction for all members parses each line once.
        var extracted = pointers.Length == 0 ? "" : $", json_extract_string(json, [{string.Join(", ", pointers)}]) AS members";
        var defect = "CASE WHEN json_type(json) IS DISTINCT FROM 'OBJECT' THEN coalesce(json::VARCHAR, '(malformed)') END";
        return $"SELECT {file}defect{items} FROM (SELECT {file}{defect} AS defect{extracted} FROM {relation.From})";
    }

    // What the first lines hold; a line that is no object has no say.
    private static List<DuckField> Members(IReadOnlyList<SourcePath> files, DuckConnection connection)
    {
        var members = new List<DuckField>();
        using var reader = connection.Query(
            "SELECT key, coalesce(string_agg(DISTINCT type, ',') FILTER (type <> 'NULL'), '') "
            + $"FROM (SELECT json FROM read_json_objects({SourcePath.Sql(files)}, {Lines}) LIMIT {Sample}) AS lines, "
            + "json_each(CASE WHEN json_type(lines.json) = 'OBJECT' THEN lines.json END) GROUP BY key ORDER BY key");
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
                members.Add(new(Encoding.UTF8.GetString(reader.Chunk[0].Text(row)), TypeOf(Encoding.UTF8.GetString(reader.Chunk[1].Text(row)))));
        return members;
    }

    private static DuckType TypeOf(string types) => types switch
    {
        "BOOLEAN" => DuckType.Boolean,
        "BIGINT" or "UBIGINT" or "BIGINT,UBIGINT" or "UBIGINT,BIGINT" => DuckType.BigInt,
        "DOUBLE" => DuckType.Double,
        _ => DuckType.Varchar,
    };

    // RFC 6901.
    private static string Pointer(string member) => DuckSql.Literal("/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
