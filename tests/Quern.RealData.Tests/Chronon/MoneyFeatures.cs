using Quern.Schema;

namespace Quern.RealData.Tests.Chronon;

/// <summary>A purchase.</summary>
public sealed record Purchase
{
    [Column(Epoch = EpochUnit.Milliseconds)]
    public DateTimeOffset Ts { get; init; }

    public long UserId { get; init; }

    public long PurchasePrice { get; init; }
}

/// <summary>Something sent back.</summary>
public sealed record Return
{
    [Column(Epoch = EpochUnit.Milliseconds)]
    public DateTimeOffset Ts { get; init; }

    public long UserId { get; init; }

    public long RefundAmt { get; init; }
}

/// <summary>A user, as of a day.</summary>
public sealed record User
{
    public DateTimeOffset Ds { get; init; }

    public long UserId { get; init; }

    public string AccountCreatedDs { get; init; } = "";

    public long EmailVerified { get; init; }
}

/// <summary>Chronon's quickstart. By its rules a window's tail is rounded down to the hour below twelve days and to the day from there on; the head is exclusive, as ours is.</summary>
public sealed class MoneyFeatures : FeatureRepository
{
    public Entity User => Entity("user", "", "user_id");

    public Source<Purchase> PurchaseEvents => Csv<Purchase>("purchases.csv", source => source.EventTime(p => p.Ts));

    public Source<Return> ReturnEvents => Csv<Return>("returns.csv", source => source.EventTime(r => r.Ts));

    public Source<User> UserRows => Csv<User>("users.csv", source => source.EventTime(u => u.Ds));

    public FeatureView Purchases => OfPurchases("3d", "14d", "30d").Named("purchases");

    public FeatureView PurchasesHourly => OfPurchases("3d").Named("purchases_hourly").Hop("1h");

    public FeatureView PurchasesDaily => OfPurchases("14d", "30d").Named("purchases_daily").Hop("1d");

    public FeatureView Returns => OfReturns("3d", "14d", "30d").Named("returns");

    public FeatureView ReturnsHourly => OfReturns("3d").Named("returns_hourly").Hop("1h");

    public FeatureView ReturnsDaily => OfReturns("14d", "30d").Named("returns_daily").Hop("1d");

    public FeatureView Users => UserRows.By(User, u => u.UserId).Latest(u => new { u.AccountCreatedDs, u.EmailVerified });

    public FeatureService ExactPurchases => Service(Purchases, Users);

    public FeatureService HoppedPurchases => Service(PurchasesHourly, PurchasesDaily);

    public FeatureService ExactReturns => Service(Returns);

    public FeatureService HoppedReturns => Service(ReturnsHourly, ReturnsDaily);

    private FeatureView OfPurchases(params string[] windows) => PurchaseEvents.By(User, p => p.UserId).Windows(windows)
        .Aggregate(w => new { N = w.Count(), Sum = w.Sum(p => p.PurchasePrice), Average = w.Mean(p => p.PurchasePrice) });

    private FeatureView OfReturns(params string[] windows) => ReturnEvents.By(User, r => r.UserId).Windows(windows)
        .Aggregate(w => new { N = w.Count(), Sum = w.Sum(r => r.RefundAmt), Average = w.Mean(r => r.RefundAmt) });
}
