namespace Quern.RealData.Tests.Bikeshare;

public sealed class CheckValueTests
{
    private const string Spine = """
        SELECT * FROM (VALUES
            (24, TIMESTAMPTZ '2014-01-01 08:00:00Z'), (70, TIMESTAMPTZ '2014-03-03 16:30:00Z'),
            (69, TIMESTAMPTZ '2014-07-15 00:15:00Z'), (50, TIMESTAMPTZ '2014-11-02 09:00:00Z')) AS rows(terminal, t)
        """;

    // On 2014-11-02 at 09:00Z local clocks went back: a window of a day is 24 hours, not a local day.
    [Fact]
    public void Terminals_AtFourInstants_HaveThePublishedDeparturesAndBikes()
    {
        using var bench = new Workbench(SharedData.Folder("bikeshare"), new TripFeatures());
        bench.Train("terminals", Spine).Lines("SELECT terminal, departures_1h, departures_1d, duration_1d, departures_7d, bikes_7d FROM train").ShouldBe(
        [
            "24 0 0 null 0 0",
            "70 20 40 26251 382 220",
            "69 4 46 26231 317 187",
            "50 0 31 57433 346 207",
        ]);
    }
}
