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

/// <summary>Definitions over a stream, made in the tests so that no assembly must be compiled.</summary>
internal static class ShopFeatures
{
    public static RepositoryPlan First { get; } = Plan(new Sales());

    /// <summary>The same with a second view.</summary>
    public static RepositoryPlan Second { get; } = Plan(new SalesByShop());

    public static RepositoryPlan WithoutStreams { get; } = Plan(new NoStreams());

    private static RepositoryPlan Plan(FeatureRepository definitions)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(definitions), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    private class Sales : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Somebody who buys");

        public Source<Sale> Purchases => Stream<Sale>(source => source.EventTime(s => s.At));

        public FeatureView Spending => Purchases.By(Customer, s => s.Customer).Windows("1h", "lifetime").Aggregate(w => new { Spent = w.Sum(s => s.Amount), Count = w.Count() });

        public FeatureView LastSale => Purchases.By(Customer, s => s.Customer).Latest(s => new { s.Shop, LastAmount = s.Amount });

        public FeatureService Checkout => Service(Spending, LastSale);
    }

    private sealed class SalesByShop : Sales
    {
        public Entity Place => Entity("place", "Where somebody buys", "shop");

        public FeatureView ShopSales => Purchases.By(Place, s => s.Shop).Windows("lifetime").Aggregate(w => new { Takings = w.Sum(s => s.Amount), Sales = w.Count() });

        public FeatureService Shops => Service(ShopSales);
    }

    private sealed class NoStreams : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Somebody who buys");

        public Source<Sale> Purchases => Parquet<Sale>("sales.parquet", source => source.EventTime(s => s.At));

        public FeatureView Spending => Purchases.By(Customer, s => s.Customer).Windows("1h").Aggregate(w => new { Spent = w.Sum(s => s.Amount) });

        public FeatureService Checkout => Service(Spending);
    }
}
