namespace Quern.Testing.Tests.Features;

public sealed record Order
{
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
    public string Shop { get; init; } = "";
    public string Customer { get; init; } = "";
    public double? Amount { get; init; }
    public string? Item { get; init; }
    public long Number { get; init; }
}

public sealed record ShopRow
{
    public DateTimeOffset Since { get; init; }
    public string Shop { get; init; } = "";
    public string? City { get; init; }
}

public sealed class ShopFeatures : FeatureRepository
{
    public Entity Shop => Entity("shop");

    public Entity Visit => Entity("visit", "", "shop", "customer");

    public Source<Order> Orders => Parquet<Order>("-", source => source.EventTime(o => o.At).KnownAt(o => o.SeenAt ?? o.At).EventKey(o => o.Number));

    public Source<ShopRow> Shops => Csv<ShopRow>("-", source => source.EventTime(s => s.Since));

    public FeatureView ShopOrders => Orders.By(Shop, o => o.Shop).Windows("1h", "1d").Aggregate(w => new
    {
        Orders = w.Count(),
        MeanAmount = w.Mean(o => o.Amount),
        Items = w.TopK(o => o.Item, 2),
        LastItems = w.Last(o => o.Item, 2),
        ByItem = w.Histogram(o => o.Item),
    });

    public FeatureView Visits => Orders.By(Visit, o => o.Shop, o => o.Customer).Windows("1d").Aggregate(w => new { Orders = w.Count() });

    public FeatureView ShopInfo => Shops.By(Shop, s => s.Shop).Latest(s => new { s.City, s.Since });

    [OnDemand]
    public static double? AboveUsual(double? mean_amount_1d, [Request] double? amount) => amount - mean_amount_1d;

    public FeatureService Fraud => Service(ShopOrders, Visits.As("visits"), ShopInfo, OnDemand(AboveUsual));
}
