namespace Quern.Benchmarks.Streams;

/// <summary>A click in a shop.</summary>
public sealed record Click
{
    public DateTimeOffset At { get; init; }
    public long User { get; init; }
    public long Item { get; init; }
    public long Shop { get; init; }
    public double Price { get; init; }
    public long Seconds { get; init; }
}

/// <summary>Four views with thirty windowed features over one stream of clicks.</summary>
public sealed class ClickFeatures : FeatureRepository
{
    public Entity User => Entity("user", "", "user");

    public Entity Item => Entity("item", "", "item");

    public Entity Shop => Entity("shop", "", "shop");

    public Source<Click> Clicks => Stream<Click>(source => source.EventTime(c => c.At));

    public FeatureView UserClicks => Clicks.By(User, c => c.User).Windows("10m", "1h", "1d").Aggregate(w => new
    {
        Clicks = w.Count(),
        Spent = w.Sum(c => c.Price),
        MeanPrice = w.Mean(c => c.Price),
        Dearest = w.Max(c => c.Price),
        Dear = w.Count(c => c.Price > 50),
    });

    public FeatureView UserTime => Clicks.By(User, c => c.User).Windows("1h", "7d").Aggregate(w => new { Time = w.Sum(c => c.Seconds), Longest = w.Max(c => c.Seconds), MeanTime = w.Mean(c => c.Seconds) });

    public FeatureView ItemClicks => Clicks.By(Item, c => c.Item).Windows("1h", "1d").Aggregate(w => new { Looks = w.Count(), Income = w.Sum(c => c.Price), Cheapest = w.Min(c => c.Price) });

    public FeatureView ShopClicks => Clicks.By(Shop, c => c.Shop).Windows("10m", "1h", "1d").Aggregate(w => new { Visits = w.Count() });

    public FeatureService Model => Service(UserClicks, UserTime, ItemClicks, ShopClicks);
}
