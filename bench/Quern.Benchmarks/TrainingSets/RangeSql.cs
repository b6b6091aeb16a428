using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>Sliding windows as the textbook has them: events and rows in one relation, RANGE windows over it, rows kept.</summary>
internal static class RangeSql
{
    public static string Windows(string flights, string spine, IReadOnlyList<string> keys, IReadOnlyList<string> intervals) => Query(
        flights, spine, keys, intervals, w => [$"count(d) OVER {w}", $"sum(d) OVER {w}::DOUBLE / count(d) OVER {w}", $"max(d) OVER {w}", $"sum(d) OVER {w}::BIGINT", $"count(d) FILTER (d > 15) OVER {w}"]);

    public static string Spread(string flights, string spine) => Query(
        flights, spine, ["origin"], ["7 day"], w => [$"count(DISTINCT c) OVER {w}", $"quantile_disc(d, 0.9) OVER {w}", $"count(d) OVER {w}"]);

    /// <summary>A join of each row with the events of its longest window, for few rows.</summary>
    public static string Join(string flights, string spine, IReadOnlyList<string> intervals)
    {
        var features = FeatureOrder.ByAggregate(intervals, interval =>
        {
            var inside = $"f.date >= s.t - INTERVAL {interval}";
            return [$"count(d) FILTER ({inside})", $"sum(d) FILTER ({inside})::DOUBLE / count(d) FILTER ({inside})", $"max(d) FILTER ({inside})", $"sum(d) FILTER ({inside})::BIGINT", $"count(d) FILTER ({inside} AND d > 15)"];
        });
        return $"""
            WITH s AS (SELECT file_row_number AS r, event_timestamp AS t, origin, destination FROM read_parquet({DuckSql.Literal(spine)}, file_row_number = true)),
            f AS (SELECT origin, date, delay AS d FROM read_parquet({DuckSql.Literal(flights)}))
            SELECT any_value(s.t) AS event_timestamp, any_value(s.origin), any_value(s.destination), {features}
            FROM s LEFT JOIN f ON s.origin = f.origin AND f.date < s.t AND f.date >= s.t - INTERVAL {intervals[^1]} GROUP BY s.r ORDER BY s.r
            """;
    }

    private static string Query(string flights, string spine, IReadOnlyList<string> keys, IReadOnlyList<string> intervals, Func<string, string[]> features)
    {
        var names = string.Join(", ", keys);
        var columns = FeatureOrder.ByAggregate([.. Enumerable.Range(0, intervals.Count)], i => features($"w{i}"));
        var windows = intervals.Select((interval, i) => $"w{i} AS (PARTITION BY {names} ORDER BY t RANGE BETWEEN INTERVAL {interval} PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING)");
        return $"""
            WITH u AS (
                SELECT NULL AS r, date AS t, origin, destination, destination AS c, delay AS d FROM read_parquet({DuckSql.Literal(flights)})
                UNION ALL SELECT file_row_number, event_timestamp, origin, destination, NULL, NULL FROM read_parquet({DuckSql.Literal(spine)}, file_row_number = true)),
            v AS (SELECT r, t, origin, destination, {columns} FROM u WINDOW {string.Join(", ", windows)})
            SELECT * EXCLUDE (r) FROM v WHERE r IS NOT NULL ORDER BY r
            """;
    }
}
