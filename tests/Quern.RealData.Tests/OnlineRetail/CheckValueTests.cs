namespace Quern.RealData.Tests.OnlineRetail;

public sealed class CheckValueTests
{
    private const string Spine = """
        SELECT * FROM (VALUES
            ('17850.0', TIMESTAMP '2010-12-02 00:00:00'), ('12346.0', TIMESTAMP '2011-01-18 10:17:00'), ('12346.0', TIMESTAMP '2011-01-18 10:18:00'),
            ('14911.0', TIMESTAMP '2011-06-01 12:00:00'), ('12748.0', TIMESTAMP '2011-11-01 00:00:00')) AS rows(customer, t)
        """;

    // At 10:17 exactly the cancellation of that minute is not yet visible.
    [Fact]
    public void Customers_AtFiveInstants_HaveThePublishedLinesAndNet()
    {
        using var bench = new Workbench(SharedData.Folder("online_retail"), new RetailFeatures());
        bench.Train("customers", Spine).Lines("SELECT customer, lines_7d, quantity_7d, lines_30d, round(net_30d, 2)::DECIMAL(12, 2), invoices_30d, returned_30d FROM train").ShouldBe(
        [
            "17850.0 84 474 84 1499.34 10 0",
            "12346.0 1 74215 1 77183.60 1 0",
            "12346.0 2 0 2 0.00 2 1",
            "14911.0 29 309 449 9349.27 20 8",
            "12748.0 72 1748 221 1385.84 17 1",
        ]);
    }

    [Fact]
    public void WholeFile_SumOfQuantityTimesPrice_IsThePublishedTotal()
    {
        using var bench = new Workbench(SharedData.Folder("online_retail"), new RetailFeatures());
        bench.Train("whole", "SELECT 'uk' AS shop, TIMESTAMP '2012-01-01 00:00:00' AS t")
            .Line("SELECT round(net_lifetime, 3)::DECIMAL(12, 3), lines_lifetime FROM train").ShouldBe("9747747.934 541909");
    }
}
