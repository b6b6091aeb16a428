using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>Compares a training set with a peer's, value by value.</summary>
internal static class Comparison
{
    /// <summary>How many values differ, of how many.</summary>
    public static (long Different, long Values) Of(DuckConnection connection, string ours, string theirs, int columns, Peer peer)
    {
        var differences = Enumerable.Range(3, columns).Select(i => $"count(*) FILTER (ours.c{i} IS DISTINCT FROM theirs.c{i}{Tolerated(peer, i)})");
        var key = peer.IsOrdered ? "r" : "c0";
        using var reader = connection.Query($"SELECT count(*), {string.Join(" + ", differences)} FROM {Read(connection, ours, "ours")} FULL JOIN {Read(connection, theirs, "theirs")} ON ours.{key} = theirs.{key}");
        reader.Read();
        return (reader.Chunk[1].Values<long>()[0], reader.Chunk[0].Values<long>()[0] * columns);
    }

    private static string Tolerated(Peer peer, int column) => peer.Tolerance is { } tolerance && tolerance.Column == column ? $" AND NOT ({tolerance.Agrees})" : "";

    private static string Read(DuckConnection connection, string path, string name)
    {
        using var statement = connection.Prepare($"SELECT * FROM read_parquet({DuckSql.Literal(path)})");
        var columns = Enumerable.Range(0, statement.DescribeColumns().Count).Select(i => $"c{i}");
        return $"read_parquet({DuckSql.Literal(path)}, file_row_number = true) AS {name}({string.Join(", ", columns)}, r)";
    }
}
