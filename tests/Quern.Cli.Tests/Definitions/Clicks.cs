using Quern;

/// <summary>A click on an item, as it happens.</summary>
public sealed record ItemClick
{
    public DateTimeOffset At { get; init; }
    public string Customer { get; init; } = "";
    public int Item { get; init; }
}

/// <summary>What an item is.</summary>
public sealed record ItemRow
{
    public DateTimeOffset At { get; init; }
    public long Item { get; init; }
    public double? Price { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Embedding { get; init; }
}

public sealed class ClickFeatures : FeatureRepository
{
    private const string Owner = "shop@example.com";

    public Entity Customer => Entity("customer", "Somebody who buys");

    public Entity Item => Entity("item", "Something to buy");

    public Source<ItemClick> ItemClicks => Stream<ItemClick>(source => source.EventTime(c => c.At));

    public Source<ItemRow> ItemRows => NdJson<ItemRow>("data/items.ndjson", source => source.EventTime(i => i.At));

    public FeatureView Recent => ItemClicks.By(Customer, c => c.Customer).Windows("7d").Aggregate(w => new { LastItems = w.Last(c => c.Item, 5), LastItem = w.Last(c => c.Item) }).Owner(Owner);

    public FeatureView Items => ItemRows.By(Item, i => i.Item).Latest(i => new { i.Price, i.Embedding }).Owner(Owner);

    public Lookup RecentItems => Lookup(Recent, "last_items_7d", Items).Only("price");

    public Lookup Taste => Lookup(Recent, "last_items_7d", Items).Aggregate(i => new { MeanPrice = i.Mean("price"), MeanEmbedding = i.Mean("embedding") });

    public Lookup LastItem => Lookup(Recent, "last_item_7d", Items).Only("price");

    public FeatureService Rank => Service(Recent.Only("last_items_7d"), RecentItems, Taste, LastItem.As("last")).Owner(Owner);
}
