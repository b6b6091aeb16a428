namespace Quern.RealData.Tests.Flights;

public sealed class LawTests
{
    // By the plain definition a row goes through all flights of its airport, so most rows are of the quieter ones.
    private const string AirportRows = """
        WITH airports AS (SELECT origin, count(*) AS n FROM 'flights-3m.parquet' GROUP BY origin ORDER BY origin),
             rows AS (SELECT origin, n, i, TIMESTAMP '2001-01-01' + to_minutes(((hash(origin, i) % 261000))::BIGINT) AS t FROM airports, range(30) AS draws(i))
        (SELECT origin, t FROM rows WHERE n < 20000 ORDER BY hash(i, origin) LIMIT 1980) UNION ALL (SELECT origin, t FROM rows WHERE n >= 20000 ORDER BY hash(i, origin) LIMIT 20)
        """;

    private const string RouteRows = """
        SELECT origin, destination, date + to_minutes((hash(date, origin, destination) % 3)::BIGINT) AS t
        FROM 'flights-3m.parquet' ORDER BY hash(date, delay, origin, destination) LIMIT 2000
        """;

    [Theory]
    [InlineData("airports", AirportRows, false)]
    [InlineData("airports", AirportRows, true)]
    [InlineData("routes", RouteRows, false)]
    [InlineData("routes", RouteRows, true)]
    public void TwoThousandRows_OfTheEngine_AreWhatThePlainDefinitionSays(string service, string rows, bool asKnown)
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new FlightFeatures());
        var request = bench.Ask(service, rows, asKnown);
        request.Times.Count.ShouldBe(2000);
        Differences.FromPlain(bench, request).ShouldBeEmpty();
    }

    // A delay is known on arrival: what was known at the instant is less than what had left.
    [Fact]
    public void AsKnown_OfTheLastHour_SeesFewerFlightsThanHadLeft()
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new FlightFeatures());
        const string Rows = "SELECT 'ORD' AS origin, TIMESTAMP '2001-01-15 12:00:00' AS t";
        bench.Train("airports", Rows).Line("SELECT n_1h, n_1d FROM train").ShouldBe("56 825");
        bench.Train("airports", Rows, asKnown: true).Line("SELECT n_1h, n_1d FROM train")
            .ShouldBe(bench.Train("airports", Rows).Line("""
                SELECT count(*) FILTER (date >= TIMESTAMP '2001-01-15 11:00:00'), count(*) FROM 'flights-3m.parquet'
                WHERE origin = 'ORD' AND date >= TIMESTAMP '2001-01-14 12:00:00' AND date < TIMESTAMP '2001-01-15 12:00:00'
                  AND date + to_microseconds(greatest(delay, 0) * 60000000 + CAST(distance * 7500000 AS BIGINT)) < TIMESTAMP '2001-01-15 12:00:00'
                """));
    }

    [Fact]
    public void OnlineState_OfEveryAirportAndRoute_IsTheTrainingRowOfThatInstant()
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new FlightFeatures());
        var t = new DateTimeOffset(2001, 3, 1, 12, 0, 0, TimeSpan.Zero);
        bench.Materialize(t);
        var airports = bench.Ask("airports", $"SELECT DISTINCT origin, TIMESTAMP '{t:yyyy-MM-dd HH:mm:ss}' AS t FROM 'flights-3m.parquet' UNION ALL SELECT 'XXX', TIMESTAMP '{t:yyyy-MM-dd HH:mm:ss}'");
        Differences.FromHistory(OnlineRead.Of(bench.Online, airports), bench, airports).ShouldBeEmpty();
        var routes = bench.Ask("routes", $"SELECT DISTINCT origin, destination, TIMESTAMP '{t:yyyy-MM-dd HH:mm:ss}' AS t FROM 'flights-3m.parquet'");
        routes.Times.Count.ShouldBe(3399);
        Differences.FromHistory(OnlineRead.Of(bench.Online, routes), bench, routes).ShouldBeEmpty();
    }
}
