namespace Quern.RealData.Tests.OnlineRetail;

/// <summary>One line of an invoice of a web shop.</summary>
public record InvoiceLine
{
    [Column("InvoiceNo")]
    public string Invoice { get; init; } = "";

    [Column("StockCode")]
    public string Product { get; init; } = "";

    [Column("Quantity")]
    public long Quantity { get; init; }

    [Column("InvoiceDate")]
    public DateTimeOffset At { get; init; }

    [Column("UnitPrice")]
    public double Price { get; init; }

    [Column("CustomerID")]
    public string? Customer { get; init; }
}

public sealed class RetailFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer");

    public Entity Product => Entity("product");

    public Entity Shop => Entity("shop");

    public Source<InvoiceLine> Lines => Csv<InvoiceLine>("online_retail.csv.gz", source => source.EventTime(l => l.At));

    public FeatureView CustomerLines => Lines.By(Customer, l => l.Customer).Windows("7d", "30d").Aggregate(w => new
    {
        Lines = w.Count(),
        Quantity = w.Sum(l => l.Quantity),
        Net = w.Sum(l => l.Quantity * l.Price),
        Invoices = w.DistinctCount(l => l.Invoice),
        Returned = w.Count(l => l.Quantity < 0),
    });

    public FeatureView ProductLines => Lines.By(Product, l => l.Product).Windows("1d", "28d").Aggregate(w => new
    {
        Units = w.Sum(l => l.Quantity),
        Customers = w.DistinctCount(l => l.Customer),
        LastPrice = w.Last(l => l.Price),
        Best = w.TopK(l => l.Customer, 3),
    });

    public FeatureView ShopSales => Lines.By(Shop, l => "uk").Lifetime().Aggregate(w => new { Net = w.Sum(l => l.Quantity * l.Price), Lines = w.Count() });

    public FeatureService Customers => Service(CustomerLines);

    public FeatureService Products => Service(ProductLines);

    public FeatureService Whole => Service(ShopSales);
}
