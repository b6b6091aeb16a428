namespace Quern.RealData.Tests.Chronon;

public sealed class QuickstartTests
{
    // Not kept in milliseconds: a spine's instants are timestamps.
    private const string Spine = "SELECT return_id, user_id, epoch_ms(ts) AS event_timestamp FROM 'checkouts.csv'";

    private const string Totals = """
        SELECT sum(n_3d), sum(sum_3d), sum(n_14d), sum(sum_14d), sum(n_30d), sum(sum_30d),
               count(*) FILTER (n_3d = 0), count(*) FILTER (n_14d = 0), count(*) FILTER (n_30d = 0) FROM train
        """;

    [Theory]
    [InlineData("exact_purchases", "137 37512 480 126636 1048 266156 98 16 0")]
    [InlineData("exact_returns", "81 21155 468 112466 916 210931 130 30 5")]
    public void ExactWindows_OverAllCheckouts_HaveTheCheckedTotals(string service, string totals)
    {
        using var bench = new Workbench(SharedData.Folder("chronon_quickstart"), new MoneyFeatures());
        bench.Train(service, Spine).Line(Totals).ShouldBe(totals);
    }

    // Chronon's own answers: the same rule for the tail under another name, so that nothing differs.
    [Theory]
    [InlineData("hopped_purchases", "139 37833 487 129381 1048 266156")]
    [InlineData("hopped_returns", "81 21155 479 115601 916 210931")]
    public void HoppedWindows_OverAllCheckouts_HaveTheTotalsOfChrononsRules(string service, string totals)
    {
        using var bench = new Workbench(SharedData.Folder("chronon_quickstart"), new MoneyFeatures());
        bench.Train(service, Spine).Line("SELECT sum(n_3d), sum(sum_3d), sum(n_14d), sum(sum_14d), sum(n_30d), sum(sum_30d) FROM train").ShouldBe(totals);
    }

    // Where the two rules differ it is by the events between the rounded and the exact tail, and by nothing else.
    [Theory]
    [InlineData("purchases", "2 7 0")]
    [InlineData("returns", "0 11 0")]
    public void HoppedWindows_DifferFromExactOnes_InTheRowsThatAreSaid(string kind, string rows)
    {
        using var bench = new Workbench(SharedData.Folder("chronon_quickstart"), new MoneyFeatures());
        var (exact, hopped) = (bench.Train("exact_" + kind, Spine), bench.Train("hopped_" + kind, Spine));
        exact.Line($"""
            SELECT count(*) FILTER (train.n_3d != hopped.n_3d), count(*) FILTER (train.n_14d != hopped.n_14d), count(*) FILTER (train.n_30d != hopped.n_30d)
            FROM train JOIN read_parquet('{hopped.Path}') AS hopped USING (return_id)
            WHERE hopped.n_3d >= train.n_3d AND hopped.n_14d >= train.n_14d
            """).ShouldBe(rows);
    }

    [Fact]
    public void TutorialsUser_AtBothCheckouts_HasTheCheckedValues()
    {
        using var bench = new Workbench(SharedData.Folder("chronon_quickstart"), new MoneyFeatures());
        const string Query = "SELECT n_3d, sum_3d, n_14d, sum_14d, n_30d, sum_30d FROM train WHERE user_id = 5 ORDER BY event_timestamp";
        bench.Train("exact_purchases", Spine).Lines(Query).ShouldBe(["1 76 2 145 5 1253", "1 76 2 145 5 1253"]);
        bench.Train("hopped_purchases", Spine).Lines(Query).ShouldBe(["1 76 2 145 5 1253", "1 76 2 145 5 1253"]);
        bench.Train("exact_returns", Spine).Lines(Query).ShouldBe(["0 null 2 293 5 1269", "0 null 2 293 5 1269"]);
        bench.Train("hopped_returns", Spine).Lines(Query).ShouldBe(["0 null 2 293 5 1269", "0 null 2 293 5 1269"]);
    }
}
