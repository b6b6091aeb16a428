using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>
/// The fastest SQL that we could write for sliding count, mean, max, sum and conditional count:
/// 1. events are added up in tiles; 2. running sums over an entity's tiles, found by as-of joins, give count and sums of the whole tiles in a window; 3. running
/// maxima from either end of blocks as long as the whole tiles of a window give their maximum (M. van Herk, 1992); 4. the rows of the two tiles that a window's ends cut are joined by tile and filtered.
/// Exact for whole numbers. Windows are multiples of a tile.
/// </summary>
internal sealed class TileSql(string flights, string spine, IReadOnlyList<string> keys, long tile, IReadOnlyList<int> windows)
{
    private readonly string _keys = string.Join(", ", keys);

    public string Query() => $"""
        WITH e AS MATERIALIZED (SELECT {_keys}, epoch_us(date) AS t, epoch_us(date) // {tile} AS h, delay AS d, (delay > 15)::BIGINT AS l FROM read_parquet({DuckSql.Literal(flights)})),
        tiles AS MATERIALIZED (SELECT {_keys}, h, count(*)::DOUBLE AS n, sum(d)::DOUBLE AS s, sum(l)::DOUBLE AS l, max(d) AS m FROM e GROUP BY ALL),
        c AS MATERIALIZED (SELECT {_keys}, h, sum(n) OVER w AS n, sum(s) OVER w AS s, sum(l) OVER w AS l{Lines(w => w > 1 ? $", {Running(w, "p", "")}, {Running(w, "q", " DESC")}" : "")}
            FROM tiles WINDOW w AS (PARTITION BY {_keys} ORDER BY h)),
        s AS MATERIALIZED (SELECT file_row_number AS r, event_timestamp, epoch_us(event_timestamp) AS t, epoch_us(event_timestamp) // {tile} AS h, origin, destination
            FROM read_parquet({DuckSql.Literal(spine)}, file_row_number = true)),
        x AS (SELECT s.r, {List("s", ", ")}, s.t, s.h - k AS h, k FROM s, (VALUES (0){Lines(w => $", ({w})")}) AS offsets(k)),
        g AS (SELECT x.r, {Edge(0)}{Lines(w => ", " + Edge(w))} FROM x JOIN e ON {Match("x", "e")} AND x.h = e.h AND (CASE WHEN k = 0 THEN e.t < x.t ELSE e.t >= x.t - k * {tile}::BIGINT END) GROUP BY x.r),
        j AS (SELECT s.*, {Total("g", 0)}{Lines(w => ", " + Total("g", w))}, coalesce(a.n, 0) AS an, coalesce(a.s, 0) AS sa, coalesce(a.l, 0) AS al, a.h AS ha{Lines(Found)}
            FROM s LEFT JOIN g ON s.r = g.r ASOF LEFT JOIN c AS a ON {Match("s", "a")} AND s.h > a.h{Lines(Joins)})
        SELECT event_timestamp, origin, destination, {FeatureOrder.ByAggregate(windows, Features)} FROM j ORDER BY r
        """;

    private static string Edge(int w) => $"count(*) FILTER (k = {w}) AS n{w}, sum(e.d) FILTER (k = {w}) AS s{w}, sum(e.l) FILTER (k = {w}) AS l{w}, max(e.d) FILTER (k = {w}) AS m{w}";

    private static string Total(string from, int w) => $"coalesce({from}.n{w}, 0) AS n{w}, coalesce({from}.s{w}, 0)::DOUBLE AS s{w}, coalesce({from}.l{w}, 0)::DOUBLE AS l{w}, {from}.m{w}";

    private static string Found(int w) => $", coalesce(b{w}.n, 0) AS bn{w}, coalesce(b{w}.s, 0) AS bs{w}, coalesce(b{w}.l, 0) AS bl{w}{(w > 1 ? $", a.p{w}, f{w}.h AS hf{w}, f{w}.q{w}" : "")}";

    private static string[] Features(int w)
    {
        var (n, s, l) = ($"(n0 + n{w} + an - bn{w})", $"(s0 + s{w} + sa - bs{w})", $"(l0 + l{w} + al - bl{w})");
        var inside = w > 1
            ? $", CASE WHEN ha > h - {w} AND ha // {w - 1} = (h - 1) // {w - 1} THEN p{w} END, CASE WHEN hf{w} < h AND hf{w} // {w - 1} = (h - {w - 1}) // {w - 1} THEN q{w} END"
            : "";
        return [$"{n}::BIGINT", $"CASE WHEN {n} > 0 THEN {s} / {n} END", $"greatest(m0, m{w}{inside})", $"CASE WHEN {n} > 0 THEN {s}::BIGINT END", $"{l}::BIGINT"];
    }

    private string Running(int w, string name, string direction) => $"max(m) OVER (PARTITION BY {_keys}, h // {w - 1} ORDER BY h{direction}) AS {name}{w}";

    private string Joins(int w) =>
        $" ASOF LEFT JOIN c AS b{w} ON {Match("s", $"b{w}")} AND s.h - {w} >= b{w}.h" + (w > 1 ? $" ASOF LEFT JOIN c AS f{w} ON {Match("s", $"f{w}")} AND s.h - {w} < f{w}.h" : "");

    private string Lines(Func<int, string> line) => string.Concat(windows.Select(line));

    private string List(string table, string separator) => string.Join(separator, keys.Select(key => $"{table}.{key}"));

    private string Match(string left, string right) => string.Join(" AND ", keys.Select(key => $"{left}.{key} = {right}.{key}"));
}
