namespace Quern.Tests.Shop;

/// <summary>One sale.</summary>
public sealed record Purchase
{
    public DateTimeOffset At { get; init; }

    public string Customer { get; init; } = "";

    public double Amount { get; init; }

    public long Items { get; init; }

    public string? Shop { get; init; }
}

/// <summary>What a customer says of himself.</summary>
public sealed record Profile
{
    public DateTimeOffset Since { get; init; }

    public string Customer { get; init; } = "";

    public string? City { get; init; }

    public bool Vip { get; init; }

    public float Rebate { get; init; }

    public DateTimeOffset Born { get; init; }
}

/// <summary>A small shop with values of every kind.</summary>
public sealed class ShopFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer", "Somebody who buys");

    public Source<Purchase> Purchases => Csv<Purchase>("purchases.csv", source => source.EventTime(p => p.At).Stream("purchases"));

    public Source<Profile> Profiles => Csv<Profile>("profiles.csv", source => source.EventTime(p => p.Since));

    public FeatureView Spending => Purchases.By(Customer, p => p.Customer).Windows("1h", "lifetime").Aggregate(w => new
    {
        Spent = w.Sum(p => p.Amount),
        Mean = w.Mean(p => p.Amount),
        Count = w.Count(),
        Items = w.Sum(p => p.Items),
        Shops = w.LastDistinct(p => p.Shop, 3),
    });

    public FeatureView CustomerProfile => Profiles.By(Customer, p => p.Customer).Latest(p => new { p.City, p.Vip, p.Rebate, p.Born });

    [OnDemand] public static double? BasketShare([Request] double? basket, double? spent_1h) => basket / spent_1h;

    public FeatureService Checkout => Service(Spending.OrElse("mean_1h", 0.5), CustomerProfile.OrElseLast("city", within: "5m"), OnDemand(BasketShare));
}
