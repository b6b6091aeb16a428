using Quern.RealData.Tests.OnlineRetail;

namespace Quern.RealData.Tests.Streams;

/// <summary>One line of an invoice of a web shop with its number, so that one that comes twice can be told.</summary>
public sealed record NumberedLine : InvoiceLine
{
    public long Number { get; init; }
}

public sealed class NumberedLines(bool isLive) : FeatureRepository
{
    private static readonly string Query = $"""
        SELECT row_number() OVER () AS number, InvoiceNo, StockCode, Quantity::BIGINT AS Quantity, InvoiceDate::TIMESTAMP AS InvoiceDate, UnitPrice::DOUBLE AS UnitPrice, CustomerID
        FROM read_csv('online_retail.csv.gz', all_varchar = true) LIMIT {ReplayTests.Rows}
        """;

    public Entity Customer => Entity("customer");

    public Entity Product => Entity("product");

    public Entity Shop => Entity("shop");

    public Source<NumberedLine> Rows => isLive ? Stream<NumberedLine>(Configure, "rows") : Sql<NumberedLine>(Query, Configure, name: "rows");

    public FeatureView CustomerLines => Rows.By(Customer, l => l.Customer).Windows("7d", "30d").Aggregate(w => new
    {
        Lines = w.Count(),
        Quantity = w.Sum(l => l.Quantity),
        Net = w.Sum(l => l.Quantity * l.Price),
        Invoices = w.DistinctCount(l => l.Invoice),
        Returned = w.Count(l => l.Quantity < 0),
    });

    public FeatureView ProductLines => Rows.By(Product, l => l.Product).Windows("1d", "28d").Aggregate(w => new
    {
        Units = w.Sum(l => l.Quantity),
        Customers = w.DistinctCount(l => l.Customer),
        LastPrice = w.Last(l => l.Price),
        Best = w.TopK(l => l.Customer, 3),
    });

    public FeatureView ShopSales => Rows.By(Shop, l => "uk").Lifetime().Aggregate(w => new { Net = w.Sum(l => l.Quantity * l.Price), Lines = w.Count() });

    public FeatureService Customers => Service(CustomerLines);

    public FeatureService Products => Service(ProductLines);

    public FeatureService Whole => Service(ShopSales);

    private static SourceBuilder<NumberedLine> Configure(SourceBuilder<NumberedLine> source) => source.EventTime(l => l.At).EventKey(l => l.Number);
}
