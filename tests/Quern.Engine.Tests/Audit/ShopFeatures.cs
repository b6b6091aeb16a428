using Quern.Planning;

namespace Quern.Engine.Tests.Audit;

public sealed record Purchase(DateTimeOffset At, string Who, double Amount);

public sealed record Card(DateTimeOffset At, string Who, string Level);

/// <summary>Live purchases, cards in files, and what is made of both; <paramref name="isChanged"/> is a later version that leaves out small purchases.</summary>
public sealed class ShopFeatures(bool isChanged = false, string ttl = "30d") : FeatureRepository
{
    public Entity Customer => Entity("customer");

    public Source<Purchase> Purchases => Stream<Purchase>(source => source.EventTime(p => p.At), "purchases");

    public Source<Card> Cards => Parquet<Card>("cards.parquet", source => source.EventTime(c => c.At));

    public FeatureView Spending => (isChanged ? Purchases.By(Customer, p => p.Who).Where(p => p.Amount > 5) : Purchases.By(Customer, p => p.Who)).Windows("1h")
        .Aggregate(w => new { Bought = w.Count(), Spent = w.Sum(p => p.Amount), Last = w.Last(p => p.Amount, 3) }).AllowedLateness("10m");

    public FeatureView Membership => Cards.By(Customer, c => c.Who).Latest(c => new { c.Level }).Ttl(ttl);

    [OnDemand] public static double? PerPurchase(double? spent_1h, long? bought_1h) => spent_1h / bought_1h;

    public FeatureService Checkout => Service(Spending, Membership, OnDemand(PerPurchase));

    public static ServicePlan Plan(FeatureRepository repository, out RepositoryPlan all)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return (all = plan!).Services["checkout"];
    }
}
