using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>The table's rows.</summary>
internal static class Cases
{
    private const long Minute = 60_000_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    public static IEnumerable<BenchCase> All(BenchInputs inputs)
    {
        var flights = new FlightFeatures(inputs.Flights);
        yield return new("origin", "300,000 rows, per origin: count, mean, max, sum, count(delay > 15) over 1h, 1d, 7d", 5, flights, "airport15", inputs.Spine(10), Origin(inputs, inputs.Spine(10), slow: true));
        yield return new("origin-3m", "the same for 3,000,000 rows", 3, flights, "airport15", inputs.Spine(1), Origin(inputs, inputs.Spine(1), slow: false));
        yield return new("route", "300,000 rows, per (origin, destination), over 1d, 7d, 28d", 5, flights, "route15", inputs.Spine(10), Route(inputs));
        yield return new("spread", "300,000 rows: distinct destinations and p90 of delay over 7d", 10, flights, "spread2", inputs.Spine(10), Spread(inputs));
        yield return new("origin-3k", "3,000 rows, per origin, over 1h, 1d, 7d", 1, flights, "airport15", inputs.Spine(1000), Few(inputs));
        yield return new("attributes", "as-of join of 10 columns, 1M labels x 10M rows", 0.8, new AccountFeatures(inputs.States()), "account10", inputs.Labels(), Attributes(inputs));
    }

    private static IReadOnlyList<Peer> Origin(BenchInputs inputs, string spine, bool slow)
    {
        Peer hours = new("tiles of 1h", new TileSql(inputs.Flights, spine, ["origin"], Hour, [1, 24, 168]).Query());
        Peer quarters = new("tiles of 10min", new TileSql(inputs.Flights, spine, ["origin"], 10 * Minute, [6, 144, 1008]).Query());
        return slow ? [hours, quarters, new("RANGE window", RangeSql.Windows(inputs.Flights, spine, ["origin"], ["1 hour", "1 day", "7 day"])) { IsSlow = true }] : [hours, quarters];
    }

    private static IReadOnlyList<Peer> Route(BenchInputs inputs) =>
    [
        new("tiles of 1d", new TileSql(inputs.Flights, inputs.Spine(10), ["origin", "destination"], Day, [1, 7, 28]).Query()),
        new("RANGE window", RangeSql.Windows(inputs.Flights, inputs.Spine(10), ["origin", "destination"], ["1 day", "7 day", "28 day"])) { IsSlow = true },
    ];

    // Beyond 1,024 values the quantile is that of a bucket 1 % wide, rounded to a whole number.
    private static IReadOnlyList<Peer> Spread(BenchInputs inputs) =>
    [
        new("RANGE window", RangeSql.Spread(inputs.Flights, inputs.Spine(10)))
        {
            IsSlow = true,
            Tolerance = (4, "theirs.c5 > 1024 AND abs(ours.c4 - theirs.c4) <= 0.01 * abs(theirs.c4) + 0.5"),
        },
    ];

    private static IReadOnlyList<Peer> Few(BenchInputs inputs) => [new("range join", RangeSql.Join(inputs.Flights, inputs.Spine(1000), ["1 hour", "1 day", "7 day"]))];

    private static IReadOnlyList<Peer> Attributes(BenchInputs inputs)
    {
        var columns = string.Join(", ", Enumerable.Range(0, 10).Select(i => $"a.a{i}"));
        var from = $"FROM read_parquet({DuckSql.Literal(inputs.Labels())}) AS s ASOF LEFT JOIN read_parquet({DuckSql.Literal(inputs.States())}) AS a ON s.account = a.account AND s.event_timestamp >= a.at";
        return [new("ASOF JOIN", $"SELECT s.*, {columns} {from}") { IsOrdered = false }, new("ASOF JOIN in the labels' order", $"SELECT s.*, {columns} {from} ORDER BY s.label")];
    }
}
