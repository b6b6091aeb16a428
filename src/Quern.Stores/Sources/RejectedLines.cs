using System.Text;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>A line of a CSV file that is no row.</summary>
/// <param name="Line">Its number in the file, the header being 1.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Reason">Why it is no row.</param>
internal sealed record RejectedLine(long Line, string Text, string Reason)
{
    private const int Longest = 200;

    public static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}

/// <summary>Reads the table in which DuckDB collects lines that are no rows.</summary>
internal static class RejectedLines
{
    private const string Reason = "CASE WHEN error_type = 'INVALID ENCODING' THEN 'it is not UTF-8; convert the file, such as by iconv -f LATIN1 -t UTF-8' ELSE error_message END";

    public static bool Any(SourceRelation relation, DuckConnection connection)
    {
        if (relation.Rejects is null) return false;
        using var reader = connection.Query($"SELECT 1 FROM {relation.Rejects} LIMIT 1");
        return reader.Read() && reader.Chunk.Count > 0;
    }

    /// <summary>The lines of one scan of one file, in order; of a line with several faults the first.</summary>
    public static List<RejectedLine> Of(SourceRelation relation, DuckConnection connection)
    {
        var lines = new List<RejectedLine>();
        if (relation.Rejects is null) return lines;
        using var reader = connection.Query(
            $"SELECT line::BIGINT, coalesce(first(csv_line ORDER BY byte_position), ''), first({Reason} ORDER BY byte_position) FROM {relation.Rejects} GROUP BY line ORDER BY line");
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
                lines.Add(new(reader.Chunk[0].Values<long>()[row], Text(reader.Chunk[1], row), Text(reader.Chunk[2], row)));
        return lines;
    }

    private static string Text(DataVector vector, int row) => RejectedLine.Shorten(Encoding.UTF8.GetString(vector.Text(row)).Trim());
}
