using Quern.Values;

namespace Quern.Testing.Tests.Features;

public sealed class FeatureTestTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Expect_WhatIsTrue_Passes() => Given().At(Noon).For("north")
        .Expect("shop_orders", new { orders_1h = 1, mean_amount_1h = 30.0, orders_1d = 3L, mean_amount_1d = 20, last_items_1d = new[] { "tea", "rye" } })
        .Expect("shop_info", new { city = "Oslo", since = Noon.AddDays(-9) });

    [Fact]
    public void Expect_RankingAndHistogram_AreWrittenAsPairs() => Given().At(Noon).For("north")
        .Expect("shop_orders", new { items_1d = new[] { ("rye", 2), ("tea", 1) }, by_item_1d = new Dictionary<string, int> { ["tea"] = 1, ["rye"] = 2 } });

    [Fact]
    public void For_CompositeKey_TakesPartsInOrderOrByName()
    {
        var question = Given().At("2024-05-01T12:00:00Z");
        question.For("north", "ann").Expect("visits", new { orders_1d = 2 });
        question.For(new { customer = "bob", shop = "north" }).Expect("visits", new { orders_1d = 1 });
    }

    [Fact]
    public void Expect_SeveralEntities_OneAfterTheOther() => Given().At(Noon)
        .For("north").Expect("shop_orders", new { orders_1d = 3 })
        .For("south").Expect("shop_orders", new { orders_1d = 0, mean_amount_1d = (double?)null })
        .For(null).Expect("shop_orders", new { orders_1d = FeatureStatus.NotFound });

    [Fact]
    public void ExpectService_OnDemandFeature_SeesRequestFields() => Given().At(Noon).For("north", "ann").With(new { amount = 50 })
        .ExpectService("fraud", new { above_usual = 30.0, visits__orders_1d = 2 });

    [Fact]
    public void AsKnown_EventSeenLater_IsNotThereYet()
    {
        var late = Given().Given(f => f.Orders, new Order { Number = 9, Shop = "north", At = Noon.AddMinutes(-5), SeenAt = Noon.AddMinutes(5), Amount = 100 });
        late.At(Noon).For("north").Expect("shop_orders", new { orders_1h = 2 });
        late.At(Noon).AsKnown().For("north").Expect("shop_orders", new { orders_1h = 1 });
    }

    [Fact]
    public void AsKnown_CorrectionSeenLater_LeavesTheFirstVersion()
    {
        var corrected = Given().Given(f => f.Orders, new Order { Number = 3, Shop = "north", At = Noon.AddMinutes(-10), SeenAt = Noon.AddMinutes(5), Amount = 60 });
        corrected.At(Noon).For("north").Expect("shop_orders", new { mean_amount_1h = 60 });
        corrected.At(Noon).AsKnown().For("north").Expect("shop_orders", new { mean_amount_1h = 30 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void At_RowOfWhichTheDeclaredKnownAtIsNull_IsABadRow(bool asKnown)
    {
        var question = FeatureTest.For<SightingFeatures>().Given(f => f.Orders, new Order { Shop = "north", At = Noon.AddHours(-1), SeenAt = null }).At(Noon).For("north");
        Should.Throw<QuernException>(() => (asKnown ? question.AsKnown() : question).Expect("seen", new { orders_1d = 0 }))
            .Message.ShouldContain("QRN3010: source 'orders', row 1: the known-at time is null");
    }

    [Fact]
    public void Expect_WhatIsNotTrue_ShowsExpectedActualAndTheEventsBehind()
    {
        var failure = Should.Throw<FeatureExpectationException>(() => Given().At(Noon).For("north").Expect("shop_orders", new { orders_1h = 1, mean_amount_1h = 31.0 }));
        failure.Message.ReplaceLineEndings("\n").ShouldBe("""
            view 'shop_orders' at 2024-05-01T12:00:00Z for "north" is not as expected:
                ok   orders_1h       1
                not  mean_amount_1h  expected 31, actual 30
              behind shop_orders:mean_amount_1h:
                2024-05-01T11:50:00Z: 30
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(30.5, true)]
    [InlineData(30.6, false)]
    public void Expect_Near_AllowsItsLimit(double expected, bool met)
    {
        void Act() => Given().At(Noon).For("north").Expect("shop_orders", new { mean_amount_1h = new Near(expected, 0.5) });
        if (met) Should.NotThrow(Act);
        else Should.Throw<FeatureExpectationException>(Act);
    }

    [Fact]
    public void Expect_UnknownNames_AreToldWithThoseThatExist()
    {
        Should.Throw<ArgumentException>(() => Given().At(Noon).Expect("shop_order", new { orders_1h = 1 })).Message.ShouldContain("shop_orders, visits, shop_info");
        Should.Throw<ArgumentException>(() => Given().At(Noon).For("north").Expect("visits", new { order_1d = 1 })).Message.ShouldContain("orders_1d");
        Should.Throw<ArgumentException>(() => Given().At(Noon).For(5).Expect("shop_orders", new { orders_1h = 1 })).Message.ShouldContain("'shop' is string, and 5 is given");
        Should.Throw<ArgumentException>(() => Given().At(Noon).For(new { store = "x" }).Expect("shop_orders", new { orders_1h = 1 })).Message.ShouldContain("'store'");
    }

    [Fact]
    public void For_DefinitionsWithFindings_ThrowsThemAll()
    {
        var failure = Should.Throw<QuernException>(() => FeatureTest.For<BrokenFeatures>());
        failure.Findings.Count.ShouldBeGreaterThan(1);
        failure.Message.ShouldContain("view 'bad");
    }

    private static FeatureTest<ShopFeatures> Given() => FeatureTest.For<ShopFeatures>()
        .Given(
            f => f.Orders,
            new Order { Number = 1, Shop = "north", Customer = "ann", At = Noon.AddHours(-3), Amount = 10, Item = "rye" },
            new Order { Number = 2, Shop = "north", Customer = "bob", At = Noon.AddHours(-2), Amount = 20, Item = "rye" },
            new Order { Number = 3, Shop = "north", Customer = "ann", At = Noon.AddMinutes(-10), Amount = 30, Item = "tea" },
            new Order { Number = 4, Shop = "north", Customer = "ann", At = Noon, Amount = 1000, Item = "now" })
        .Given(f => f.Shops, new ShopRow { Shop = "north", City = "Oslo", Since = Noon.AddDays(-9) });

    public sealed class SightingFeatures : FeatureRepository
    {
        public Entity Shop => Entity("shop");

        public Source<Order> Orders => Parquet<Order>("-", source => source.EventTime(o => o.At).KnownAt(o => o.SeenAt));

        public FeatureView Seen => Orders.By(Shop, o => o.Shop).Windows("1d").Aggregate(w => new { Orders = w.Count() });
    }

    public sealed class BrokenFeatures : FeatureRepository
    {
        public Entity Shop => Entity("shop");

        public Source<Order> Orders => Parquet<Order>("-", source => source.EventTime(o => o.At));

        public FeatureView BadWindow => Orders.By(Shop, o => o.Shop).Windows("1x").Aggregate(w => new { Orders = w.Count() });

        public FeatureView BadTtl => Orders.By(Shop, o => o.Shop).Latest(o => new { o.Item }).Ttl("soon");
    }
}
