namespace Quern.RealData.Tests.OnlineRetail;

public sealed class LawTests
{
    private const string At = "TIMESTAMP '2011-11-01 10:30:00'";
    private static readonly DateTimeOffset Now = new(2011, 11, 1, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("customers", "SELECT DISTINCT CustomerID AS customer, " + At + " AS t FROM read_csv('online_retail.csv.gz', all_varchar = true) ORDER BY hash(customer) LIMIT 1000")]
    [InlineData("products", "SELECT DISTINCT StockCode AS product, " + At + " AS t FROM read_csv('online_retail.csv.gz', all_varchar = true) ORDER BY hash(product) LIMIT 1000")]
    public void OnlineState_OfAThousandKeys_IsTheTrainingRowOfThatInstant(string service, string rows)
    {
        using var bench = new Workbench(SharedData.Folder("online_retail"), new RetailFeatures());
        bench.Materialize(Now);
        var request = bench.Ask(service, rows);
        request.Times.Count.ShouldBe(1000);
        Differences.FromHistory(OnlineRead.Of(bench.Online, request), bench, request).ShouldBeEmpty();
    }
}
