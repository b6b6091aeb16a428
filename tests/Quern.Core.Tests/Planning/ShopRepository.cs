namespace Quern.Planning.Tests;

/// <summary>A sound repository with lookups: over a list, over a single value, brought together, and renamed.</summary>
internal class ShopRepository : FeatureRepository
{
    public Entity User => Entity("user");

    public Entity Item => Entity("item");

    public Entity Basket => Entity("basket", "A user's basket in a shop", "user", "shop");

    public Source<Click> Clicks => Parquet<Click>("clicks.parquet", source => source.EventTime(c => c.At));

    public Source<Offer> Offers => Parquet<Offer>("offers.parquet", source => source.EventTime(o => o.At));

    public FeatureView Recent => Clicks.By(User, c => c.User).Windows("7d").Aggregate(w => new
    {
        LastItems = w.Last(c => c.Item, 5),
        LastItem = w.Last(c => c.Item),
        Items = w.TopK(c => c.Item, 3),
        Shops = w.Last(c => c.Shop, 2),
        Seconds = w.Last(c => c.Seconds, 3),
    });

    public FeatureView Items => Offers.By(Item, o => o.Id).Latest(o => new { o.Price, o.Category, o.Embedding });

    public FeatureView Sales => Offers.By(Item, o => o.Id).Windows("30d").Aggregate(w => new { Mean = w.Mean(o => o.Price), Prices = w.Last(o => o.Price, 3) });

    public FeatureView Baskets => Clicks.By(Basket, c => c.User, c => c.Shop).Latest(c => new { c.Seconds });

    public Lookup RecentItems => Lookup(Recent, "last_items_7d", Items).Only("price", "category").Owner("shop@example.com");

    public Lookup Taste => Lookup(Recent, "last_items_7d", Items).Aggregate(i => new { MeanPrice = i.Mean("price"), Dearest = i.Max("price"), Embedding = i.Mean("embedding"), Categories = i.List("category") });

    public Lookup LastItem => Lookup(Recent, "last_item_7d", Items);

    public Lookup LastSales => Lookup(Recent, "last_item_7d", Sales);

    public FeatureService Rank => Service(
        Recent.Only("last_items_7d"), RecentItems, Taste.As("taste").Only("mean_price", "embedding"), LastItem.As("gift").Only("price").Key("user", "friend"), OnDemand(Dear), OnDemand(Second));

    [OnDemand] public static bool? Dear([Feature("last_item:price")] double? price, double? mean_price) => price > mean_price;

    [OnDemand] public static double? Second([Feature("gift:price")] double? price) => price / 2;

    internal sealed record Click
    {
        public DateTimeOffset At { get; init; }
        public string User { get; init; } = "";
        public int Item { get; init; }
        public string Shop { get; init; } = "";
        public double Seconds { get; init; }
    }

    internal sealed record Offer
    {
        public DateTimeOffset At { get; init; }
        public long Id { get; init; }
        public double? Price { get; init; }
        public string? Category { get; init; }
        [Column(Dimensions = 4)] public float[]? Embedding { get; init; }
    }
}

/// <summary>Everything that one can get wrong in a lookup.</summary>
internal sealed class WrongLookups : ShopRepository
{
    public Lookup Missing => Lookup(Recent, "last_item", Items);

    public Lookup ByReals => Lookup(Recent, "seconds_7d", Items);

    public Lookup ByRanking => Lookup(Recent, "items_7d", Items);

    public Lookup OtherKind => Lookup(Recent, "shops_7d", Items);

    public Lookup TwoKeys => Lookup(Recent, "shops_7d", Baskets);

    public Lookup Items2 => Lookup(Recent, "last_item_7d", Items).Named("items");

    public Lookup OfOne => Lookup(Recent, "last_item_7d", Items).Aggregate(i => new { Mean = i.Mean("price") });

    public Lookup Shapeless => Lookup(Recent, "last_items_7d", Items).Aggregate(i => i.Mean("price"));

    public Lookup Unfit => Lookup(Recent, "last_items_7d", Sales).Aggregate(i => new { Typo = i.Mean("meen_30d"), Lists = i.Max("prices_30d") });

    public Lookup Texts => Lookup(Recent, "last_items_7d", Items).Aggregate(i => new { Mean = i.Mean("category"), Embeddings = i.List("embedding") });

    public FeatureService Wrong => Service(
        Recent.Only("last_items_7d"), Lookup(Recent, "last_items_7d", Items).Named("whole"), RecentItems.Only("pryce", "embedding").Key("usr", "u"), RecentItems, Taste.As("Taste"), LastItem.Only("price"),
        LastSales.As("sales").Only("prices_30d"), OnDemand(Cheap));

    [OnDemand] public static double? Cheap([Feature("recent_items:price")] double? price, [Feature("last_item:prise")] double? other) => price + other;
}
