using Quern.Planning;

namespace Quern.Connectors.Tests;

/// <summary>One sale.</summary>
public sealed record Sale
{
    public DateTimeOffset At { get; init; }

    public string Id { get; init; } = "";

    public string Customer { get; init; } = "";

    public double Amount { get; init; }

    public string? Shop { get; init; }
}

/// <summary>Definitions over the stream of sales.</summary>
internal class SalesFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer", "Somebody who buys");

    public virtual Source<Sale> Sales => Stream<Sale>(source => source.EventTime(s => s.At), "sales");

    public FeatureView Spending => Sales.By(Customer, s => s.Customer).Windows("1h", "lifetime").Aggregate(w => new
    {
        Spent = w.Sum(s => s.Amount),
        Spread = w.StdDev(s => s.Amount),
        Count = w.Count(),
        Shops = w.LastDistinct(s => s.Shop, 3),
    });

    public FeatureService Checkout => Service(Spending);

    public static RepositoryPlan Plan(FeatureRepository definitions)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(definitions), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}

/// <summary>The same without a stream.</summary>
internal sealed class SalesInFiles : SalesFeatures
{
    public override Source<Sale> Sales => Parquet<Sale>("sales.parquet", source => source.EventTime(s => s.At));
}
