namespace Quern.RealData.Tests.Flights;

public sealed class CheckValueTests
{
    private const string Spine = """
        SELECT * FROM (VALUES
            ('ANC', TIMESTAMP '2001-01-01 00:01:00'), ('ORD', TIMESTAMP '2001-01-15 12:00:00'), ('ATL', TIMESTAMP '2001-03-01 00:00:00'),
            ('XXX', TIMESTAMP '2001-05-01 00:00:00'), ('SFO', TIMESTAMP '2001-06-30 18:30:00')) AS rows(origin, t)
        """;

    [Fact]
    public void Airports_AtFiveInstants_HaveThePublishedCountsSumsAndMaxima()
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new FlightFeatures());
        bench.Train("airports", Spine).Lines("SELECT origin, n_1h, n_1d, sum_1d, n_7d, sum_7d, max_7d FROM train").ShouldBe(
        [
            "ANC 0 0 null 0 null null",
            "ORD 56 825 26086 6244 29582 414",
            "ATL 32 693 3602 4760 58129 329",
            "XXX 0 0 null 0 null null",
            "SFO 9 345 2460 2474 21849 254",
        ]);
    }
}
