namespace Quern.RealData.Tests.Streams;

/// <summary>Real events pushed over HTTP, late, twice and through crashes, are served as history has them: every entity, every feature, bit for bit.</summary>
public sealed class ReplayTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") is not null;

    /// <summary>How many rows of a small set are replayed: the first ones, or all.</summary>
    internal static int Rows => IsFull ? int.MaxValue : 60_000;

    /// <summary>How many flights are replayed: the first ones, or all.</summary>
    internal static int Flights => IsFull ? int.MaxValue : 200_000;

    [Fact]
    public void Trips() => Check(
        "bikeshare",
        new NumberedTrips(isLive: false),
        new NumberedTrips(isLive: true),
        ("terminals", "SELECT DISTINCT start_terminal AS terminal, $t AS t FROM 'trips.csv.gz'"),
        ("bikes", "SELECT DISTINCT bike_id AS bike, $t AS t FROM 'trips.csv.gz'"));

    [Fact]
    public void InvoiceLines() => Check(
        "online_retail",
        new NumberedLines(isLive: false),
        new NumberedLines(isLive: true),
        ("customers", "SELECT DISTINCT CustomerID AS customer, $t AS t FROM read_csv('online_retail.csv.gz', all_varchar = true)"),
        ("products", "SELECT DISTINCT StockCode AS product, $t AS t FROM read_csv('online_retail.csv.gz', all_varchar = true)"),
        ("whole", "SELECT 'uk' AS shop, $t AS t"));

    [Fact]
    public void Departures() => Check(
        "flights",
        new NumberedFlights(isLive: false),
        new NumberedFlights(isLive: true),
        ("airports", "SELECT DISTINCT origin, $t AS t FROM 'flights-3m.parquet'"),
        ("routes", "SELECT DISTINCT origin, destination, $t AS t FROM 'flights-3m.parquet'"));

    private static void Check(string folder, FeatureRepository history, FeatureRepository live, params (string Service, string Query)[] entities)
    {
        using var bench = new Workbench(SharedData.Folder(folder), history);
        using var replay = new Replay(bench, live, seed: 20);
        var differences = replay.Run(IsFull ? 50 : 3, entities);
        (replay.Pushed.Accepted, replay.Pushed.Late).ShouldBe((replay.Events, 0));
        differences.ShouldBeEmpty();
        replay.Pushed.Duplicate.ShouldBeGreaterThan(replay.Events / 200);
        replay.Present.ShouldBeGreaterThan(1000);
    }
}
