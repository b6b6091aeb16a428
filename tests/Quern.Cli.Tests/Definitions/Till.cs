using Quern;

/// <summary>A sale, as it happens.</summary>
public sealed record Sale
{
    public DateTimeOffset At { get; init; }
    public string Id { get; init; } = "";
    public string Customer { get; init; } = "";
    public double Amount { get; init; }
}

/// <summary>A sale of before there was a till, and since.</summary>
public sealed record Purchase
{
    public DateTimeOffset At { get; init; }
    public string? Customer { get; init; }
    public double Amount { get; init; }
    public long Items { get; init; }
}

public sealed class TillFeatures : FeatureRepository
{
    private const string Owner = "till@example.com";

    public Entity Customer => Entity("customer", "Somebody who buys");

    public Source<Sale> Sales => Stream<Sale>(source => source.EventTime(s => s.At).EventKey(s => s.Id));

    public FeatureView Spending => Sales.By(Customer, s => s.Customer).Windows("1d", "lifetime").Aggregate(w => new { Spent = w.Sum(s => s.Amount), Sales = w.Count() }).AllowedLateness("7d").Owner(Owner);

    public Source<Purchase> Purchases => Csv<Purchase>("data/purchases.csv", source => source.EventTime(p => p.At).Stream("purchases"));

    public FeatureView Habits => Purchases.By(Customer, p => p.Customer).Windows("lifetime").Aggregate(w => new { Bought = w.Count() }).Owner(Owner);

    public FeatureService Checkout => Service(Spending).Owner(Owner);

    public FeatureService Regulars => Service(Habits).Owner(Owner);
}
