namespace Quern.RealData.Tests.FeastDriverStats;

public sealed class PublishedResultTests
{
    [Fact]
    public void HistoricalJoin_OfThreeDrivers_GivesThePublishedRows()
    {
        using var bench = Bench("remote_offline_store");
        bench.Train("driver_activity", """
            SELECT * FROM (VALUES
                (1001, TIMESTAMP '2021-04-12 10:59:42', 1, 1, 10), (1002, TIMESTAMP '2021-04-12 08:12:10', 5, 2, 20), (1003, TIMESTAMP '2021-04-12 16:40:26', 3, 3, 30))
                AS rows(driver_id, event_timestamp, label, val_to_add, val_to_add_2)
            """)
            .Lines("SELECT driver_id, label, avg_daily_trips, conv_rate::DOUBLE, acc_rate::DOUBLE, round(conv_rate_plus_val1, 6), round(conv_rate_plus_val2, 6) FROM train").ShouldBe(
            [
                "1001 1 590 0.02237781509757042 0.5241154432296753 1.022378 10.022378",
                "1002 5 974 0.7622125148773193 0.5254273414611816 2.762213 20.762213",
                "1003 3 127 0.4198278784751892 0.4091853201389313 3.419828 30.419828",
            ]);
    }

    // Three rows of one driver at one instant are one answer, not three.
    [Fact]
    public void TiedRows_OfOneDriver_DoNotMultiplyTheSpine()
    {
        using var bench = Bench("remote_offline_store");
        bench.Train("driver_activity", "SELECT driver_id, event_timestamp, 1 AS val_to_add, 1 AS val_to_add_2 FROM 'driver_stats_remote_offline_store.parquet'")
            .Line("SELECT count(*), count(conv_rate) FROM train").ShouldBe("1807 1807");
    }

    [Fact]
    public void OnlineRead_OfTheHelmDemo_GivesThePublishedRates()
    {
        using var bench = Bench("python_helm_demo");
        var now = new DateTimeOffset(2024, 10, 25, 9, 0, 0, TimeSpan.Zero);
        bench.Materialize(now);
        var vectors = OnlineRead.Of(bench.Online, bench.Plan.Services["driver_activity"], now, [1001, 1000, 2000], [1002, 1000, 2000]);
        double[] rates = [0.6799587607383728, 0.9761165976524353];
        for (var row = 0; row < rates.Length; row++)
        {
            vectors.Column("conv_rate")[row].AsDouble().ShouldBe(rates[row]);
            vectors.Column("conv_rate_plus_val1")[row].AsDouble().ShouldBe(rates[row] + 1000);
            vectors.Column("conv_rate_plus_val2")[row].AsDouble().ShouldBe(rates[row] + 2000);
        }
    }

    [Fact]
    public void OnlineRead_OfTheJavaDemo_GivesThePublishedRates()
    {
        using var bench = Bench("java_demo");
        var now = DateTimeOffset.FromUnixTimeSeconds(1631725200);
        bench.Materialize(now);
        var vectors = OnlineRead.Of(bench.Online, bench.Plan.Services["driver_activity"], now, [1001, 0, 0], [1002, 0, 0]);
        string[] features = ["conv_rate", "acc_rate"];
        features.Select(feature => ((float)vectors.Column(feature)[0].AsDouble(), (float)vectors.Column(feature)[1].AsDouble()))
            .ShouldBe([(0.812357187f, 0.379484832f), (0.840873241f, 0.151376978f)]);
    }

    private static Workbench Bench(string demo) => new(SharedData.Folder("feast_driver_stats"), new DriverFeatures($"driver_stats_{demo}.parquet"));
}
