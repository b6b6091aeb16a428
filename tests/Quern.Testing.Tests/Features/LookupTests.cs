using Quern.Values;

namespace Quern.Testing.Tests.Features;

/// <summary>Features whose input is another feature, in every way of computing them.</summary>
public sealed class LookupTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void List_HasTheItemsFeaturesInTheOrderOfTheKeys_NullWhereThereAreNone() => Given().At(Noon).For("ann")
        .Expect("recent", new { last_items_7d = new[] { 9, 2, 1, 2 } })
        .Expect("recent_items", new { price = new double?[] { null, 20, 10, 20 }, category = new[] { null, "tea", null, "tea" } });

    [Fact]
    public void Aggregates_SkipWhatIsNotThere_AndCountAnItemAsOftenAsItIsInTheList() => Given().At(Noon).For("ann").Expect("taste", new
    {
        mean_price = new Near(50.0 / 3, 1e-12),
        dearest = 20,
        cheapest = 10,
        total = 50,
        embedding = new[] { 0f, 1f },
    });

    [Fact]
    public void Windows_AreReadAtTheInstantToo() => Given().At(Noon).For("ann").Expect("offered_items", new { times = new[] { 0, 1, 0, 1 } });

    [Fact]
    public void Single_HasTheFeaturesOfItsItem() => Given().At(Noon)
        .For("ann").Expect("last_item", new { price = FeatureStatus.NotFound, embedding = FeatureStatus.NotFound })
        .For("bob").Expect("last_item", new { price = 10, category = FeatureStatus.NullValue, embedding = FeatureStatus.NullValue });

    [Fact]
    public void NoKey_AndNoItems_AreToldApart() => Given().At(Noon)
        .For("zoe").Expect("recent_items", new { price = Array.Empty<double>() }).Expect("taste", new { mean_price = FeatureStatus.NullValue })
        .Expect("last_item", new { price = FeatureStatus.NotFound })
        .For(null).Expect("recent_items", new { price = FeatureStatus.NotFound }).Expect("taste", new { mean_price = FeatureStatus.NotFound });

    [Fact]
    public void Item_IsReadAtTheInstantOfTheRow_ByItsOwnViewsRules()
    {
        // A latest row at the instant counts, in a window an event at the instant does not.
        var changed = Given().Given(f => f.Offers, new Offer { Item = 2, At = Noon, Price = 30 }, new Offer { Item = 1, At = Noon.AddSeconds(1), Price = 99 });
        changed.At(Noon).For("ann").Expect("recent_items", new { price = new double?[] { null, 30, 10, 30 } }).Expect("offered_items", new { times = new[] { 0, 1, 0, 1 } });
        changed.At(Noon.AddDays(40)).For("dan").Expect("recent_items", new { price = new double?[] { null } });
    }

    [Fact]
    public void AsKnown_HoldsForTheItemsToo()
    {
        var late = Given().Given(f => f.Offers, new Offer { Item = 1, At = Noon.AddHours(-1), SeenAt = Noon.AddHours(1), Price = 77 });
        late.At(Noon).For("bob").Expect("last_item", new { price = 77 });
        late.At(Noon).AsKnown().For("bob").Expect("last_item", new { price = 10 });
    }

    [Fact]
    public void Service_NamesThem_AndOnDemandFeaturesTakeThem() => Given().At(Noon).For("bob")
        .ExpectService("rank", new { recent_items__price = new[] { 10 }, last_item__price = 10, discount = 0.5 });

    [Fact]
    public void NameThatIsNotThere_IsToldWithLookupsToo() =>
        Should.Throw<ArgumentException>(() => Given().At(Noon).For("bob").Expect("last_itm", new { price = 10 })).Message.ShouldMatch("There is no view or lookup 'last_itm'. There are: .*recent.*last_item");

    private static FeatureTest<ClickFeatures> Given() => FeatureTest.For<ClickFeatures>()
        .Given(
            f => f.Clicks,
            new Click { User = "ann", At = Noon.AddDays(-3), Item = 2 },
            new Click { User = "ann", At = Noon.AddHours(-3), Item = 1 },
            new Click { User = "ann", At = Noon.AddHours(-2), Item = 2 },
            new Click { User = "ann", At = Noon.AddHours(-1), Item = 9 },
            new Click { User = "ann", At = Noon, Item = 1 },
            new Click { User = "bob", At = Noon.AddHours(-2), Item = 1 },
            new Click { User = "dan", At = Noon.AddDays(39), Item = 1 })
        .Given(
            f => f.Offers,
            new Offer { Item = 1, At = Noon.AddDays(-9), Price = 10 },
            new Offer { Item = 2, At = Noon.AddDays(-9), Price = 15, Category = "tea", Embedding = [4, 4] },
            new Offer { Item = 2, At = Noon.AddDays(-8), Price = 20, Category = "tea", Embedding = [0, 1] });

    public sealed record Click
    {
        public DateTimeOffset At { get; init; }
        public string User { get; init; } = "";
        public int Item { get; init; }
    }

    public sealed record Offer
    {
        public DateTimeOffset At { get; init; }
        public DateTimeOffset? SeenAt { get; init; }
        public long Item { get; init; }
        public double? Price { get; init; }
        public string? Category { get; init; }
        [Column(Dimensions = 2)] public float[]? Embedding { get; init; }
    }

    public sealed class ClickFeatures : FeatureRepository
    {
        public Entity User => Entity("user");

        public Entity Item => Entity("item");

        public Source<Click> Clicks => Parquet<Click>("-", source => source.EventTime(c => c.At));

        public Source<Offer> Offers => Parquet<Offer>("-", source => source.EventTime(o => o.At).KnownAt(o => o.SeenAt ?? o.At));

        public FeatureView Recent => Clicks.By(User, c => c.User).Windows("7d").Aggregate(w => new { LastItems = w.Last(c => c.Item, 4), LastItem = w.Last(c => c.Item) });

        public FeatureView Items => Offers.By(Item, o => o.Item).Latest(o => new { o.Price, o.Category, o.Embedding }).Ttl("30d");

        public FeatureView Offered => Offers.By(Item, o => o.Item).Windows("204h").Aggregate(w => new { Times = w.Count() });

        public Lookup RecentItems => Lookup(Recent, "last_items_7d", Items).Only("price", "category");

        public Lookup Taste => Lookup(Recent, "last_items_7d", Items).Aggregate(i => new
        {
            MeanPrice = i.Mean("price"),
            Dearest = i.Max("price"),
            Cheapest = i.Min("price"),
            Total = i.Sum("price"),
            Embedding = i.Mean("embedding"),
        });

        public Lookup OfferedItems => Lookup(Recent, "last_items_7d", Offered).Aggregate(i => new { Times = i.List("times_204h") });

        public Lookup LastItem => Lookup(Recent, "last_item_7d", Items);

        [OnDemand]
        public static double? Discount([Feature("last_item:price")] double? price) => price / 20;

        public FeatureService Rank => Service(RecentItems.As("recent_items"), LastItem.As("last_item").Only("price"), OnDemand(Discount));
    }
}
