using Quern;

/// <summary>A sale.</summary>
public sealed record Purchase
{
    public DateTimeOffset At { get; init; }
    public string? Customer { get; init; }
    public double Amount { get; init; }
}

/// <summary>Compiles, and is wrong in several ways that only show when it is seen as a whole.</summary>
public sealed class UnsoundFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer");

    public Source<Purchase> Purchases => Csv<Purchase>("data/purchases.csv", source => source.EventTime(p => p.At));

    public FeatureView Spending => Purchases.By(Customer, p => p.Customer).Windows("1d").Aggregate(w => new { Spent = w.Sum(p => p.Amount) });

    public FeatureView Buying => Purchases.By(Customer, p => p.Customer).Windows("1d").Aggregate(w => new { Spent = w.Max(p => p.Amount) }).Owner("shop@example.com");

    [OnDemand]
    public static double? Chicken(double? egg) => egg;

    [OnDemand]
    public static double? Egg(double? chicken) => chicken;

    [OnDemand]
    public static double? Share(double? spnet_1d) => spnet_1d;

    public FeatureService Circular => Service(OnDemand(Chicken));

    public FeatureService Misspelt => Service(Buying, OnDemand(Share));

    public FeatureService Twice => Service(Spending, Buying);
}
