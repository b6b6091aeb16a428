using Quern.Planning;

namespace Quern.Server.Tests.Streams;

/// <summary>One sale.</summary>
public sealed record Sale
{
    public DateTimeOffset At { get; init; }

    public string Customer { get; init; } = "";

    public double Amount { get; init; }

    public string? Shop { get; init; }
}

/// <summary>Definitions over a stream.</summary>
internal static class ShopFeatures
{
    public static RepositoryPlan First { get; } = Plans.Of(new Sales());

    /// <summary>The same with a second view.</summary>
    public static RepositoryPlan Second { get; } = Plans.Of(new SalesByShop());

    /// <summary>The first over files that have a stream.</summary>
    public static RepositoryPlan InFiles { get; } = Plans.Of(new SalesInFiles());

    public static RepositoryPlan WithoutStreams { get; } = Plans.Of(new NoStreams());

    /// <summary>The first with a view that does not wait for events that are a day old.</summary>
    public static RepositoryPlan Impatient { get; } = Plans.Of(new ImpatientSales());

    private class Sales : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Somebody who buys");

        public virtual Source<Sale> Purchases => Stream<Sale>(source => source.EventTime(s => s.At).ExpectRange(s => s.Amount, 0, 1_000_000, OnFail.Observe));

        public FeatureView Spending => Purchases.By(Customer, s => s.Customer).Windows("1h", "lifetime").Aggregate(w => new { Spent = w.Sum(s => s.Amount), Count = w.Count() });

        public FeatureView LastSale => Purchases.By(Customer, s => s.Customer).Latest(s => new { s.Shop, LastAmount = s.Amount });

        public FeatureService Checkout => Service(Spending, LastSale);
    }

    private sealed class ImpatientSales : Sales
    {
        public FeatureView Recent => Purchases.By(Customer, s => s.Customer).Windows("1h").Aggregate(w => new { Sold = w.Count() }).AllowedLateness("1d");
    }

    private sealed class SalesByShop : Sales
    {
        public Entity Place => Entity("place", "Where somebody buys", "shop");

        public FeatureView ShopSales => Purchases.By(Place, s => s.Shop).Windows("lifetime").Aggregate(w => new { Takings = w.Sum(s => s.Amount), Sales = w.Count() });

        public FeatureService Shops => Service(ShopSales);
    }

    private sealed class SalesInFiles : Sales
    {
        public override Source<Sale> Purchases => Csv<Sale>("sales.csv", source => source.EventTime(s => s.At).Stream("purchases"));
    }

    private sealed class NoStreams : Sales
    {
        public override Source<Sale> Purchases => Parquet<Sale>("sales.parquet", source => source.EventTime(s => s.At));
    }
}
