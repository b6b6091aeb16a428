using Quern;

/// <summary>A sale.</summary>
public sealed record Purchase
{
    public DateTimeOffset At { get; init; }
    public string? Customer { get; init; }
    public double Amount { get; init; }
    public long Items { get; init; }
}

/// <summary>A click on a page.</summary>
public sealed record Click
{
    public DateTimeOffset At { get; init; }
    public string Customer { get; init; } = "";
    public string Page { get; init; } = "";
}

/// <summary>What a customer says of himself.</summary>
public sealed record Profile
{
    public DateTimeOffset Since { get; init; }
    public string Customer { get; init; } = "";
    public string? City { get; init; }
}

public sealed class ShopFeatures : FeatureRepository
{
    private const string Owner = "shop@example.com";

    public Entity Customer => Entity("customer", "A customer");

    public Source<Purchase> Purchases => Csv<Purchase>("data/purchases.csv", source => source.EventTime(p => p.At));

    public Source<Click> Clicks => NdJson<Click>("data/clicks/*.ndjson", source => source.EventTime(c => c.At));

    public Source<Profile> Profiles => Csv<Profile>("data/profiles.csv", source => source.EventTime(p => p.Since));

    public FeatureView Spending => Purchases.By(Customer, p => p.Customer).Windows("1d", "lifetime")
        .Aggregate(w => new { Spent = w.Sum(p => p.Amount), Purchases = w.Count(), Items = w.Sum(p => p.Items) }).Owner(Owner);

    public FeatureView LenientSpending => Purchases.By(Customer, p => p.Customer).Windows("lifetime")
        .Aggregate(w => new { Spent = w.Sum(p => p.Amount), Purchases = w.Count() }).SkipNonFinite().Owner(Owner);

    public FeatureView Browsing => Clicks.By(Customer, c => c.Customer).Windows("1d").Aggregate(w => new { Clicks = w.Count(), Pages = w.LastDistinct(c => c.Page, 3) }).Owner(Owner);

    public FeatureView CustomerProfile => Profiles.By(Customer, p => p.Customer).Latest(p => new { p.City }).Owner(Owner);

    [OnDemand]
    public static double? BasketShare([Request] double? basket, double? spent_1d) => basket / spent_1d;

    public FeatureService Checkout => Service(Spending, CustomerProfile, OnDemand(BasketShare)).Owner(Owner);

    public FeatureService Lenient => Service(LenientSpending).Owner(Owner);

    public FeatureService Pages => Service(Browsing).Owner(Owner);
}
