namespace Quern.RealData.Tests.NycTaxi;

public sealed class CheckValueTests
{
    private const string Spine = "SELECT trip_id, DOLocationID AS zone, lpep_dropoff_datetime AS t FROM 'green_tripdata_2020-04_with_index.csv.gz'";

    [Fact]
    public void Trips_AsOfTheirOwnDropOff_HaveTheCheckedFares()
    {
        using var bench = new Workbench(SharedData.Folder("feathr_nyc_taxi"), new FareFeatures());
        var train = bench.Train("zones", Spine);
        train.Lines("SELECT trip_id, zone, n_90d, round(avg_90d, 12), max_90d FROM train WHERE trip_id IN (0, 1, 100, 20000, 35611) ORDER BY trip_id").ShouldBe(
        [
            "0 41 2 8.365 9.73",
            "1 247 1 6.0 6.0",
            "100 74 7 17.008571428571 55.37",
            "20000 140 312 18.893141025641 60.13",
            "35611 185 159 17.501446540881 57.0",
        ]);
        train.Line("SELECT count(*), sum(n_90d), count(*) FILTER (n_90d = 0) FROM train").ShouldBe("35612 10759785 250");
    }
}
