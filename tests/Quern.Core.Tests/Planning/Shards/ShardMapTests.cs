using Quern.Planning.Shards;

namespace Quern.Planning.Tests.Shards;

public sealed class ShardMapTests
{
    private static readonly RepositoryPlan Plan = ServicePlannerTests.PlanOf(new TwoTeams());

    [Fact]
    public void WithoutShards_AllIsInTheDefaultOne()
    {
        var (map, findings) = ShardMap.Place(Plan, []);
        findings.ShouldBeEmpty();
        map.IsSharded.ShouldBeFalse();
        map.Names.ShouldBe(["default"]);
        map.PlanOf("default").Views.Keys.ShouldBe(Plan.Views.Keys, ignoreOrder: true);
        map.PlanOf("default").Services.Keys.ShouldBe(Plan.Services.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Service_TakesTheViewsThatItReads_AlsoByLookupsAndChains_AndWhatOthersReadStaysToo()
    {
        var (map, findings) = ShardMap.Place(Plan, [new("ads", ["ranking"], [], "http://ads:1")]);
        findings.ShouldBeEmpty();
        // Recent is read for the keys of the lookup, items is looked up, and an on-demand feature reads habits.
        map.PlanOf("ads").Views.Keys.ShouldBe(["recent", "items", "habits"], ignoreOrder: true);
        map.PlanOf("ads").Lookups.Keys.ShouldBe(["recent_items"]);
        map.PlanOf("default").Views.Keys.ShouldBe(["recent", "unread"], ignoreOrder: true);
        map.PlanOf("default").Lookups.ShouldBeEmpty();
        map.ShardsOf("recent").ShouldBe(["default", "ads"]);
        (map.ShardOf("ranking"), map.ShardOf("mail"), map.UrlOf("ads"), map.UrlOf("default")).ShouldBe(("ads", "default", "http://ads:1", null));
        map.ShardsOf(["recent", "habits"]).ShouldBe(["ads"]);
        map.ShardsOf(["unread", "habits"]).ShouldBeEmpty();
    }

    [Fact]
    public void View_ThatAShardNames_IsNowhereElse()
    {
        var (map, findings) = ShardMap.Place(Plan, [new("ads", ["ranking", "mail"], ["recent", "unread"], "http://ads:1"), new("default", [], [], "http://all:2")]);
        findings.ShouldBeEmpty();
        map.PlanOf("default").Views.ShouldBeEmpty();
        map.ShardsOf("unread").ShouldBe(["ads"]);
        map.ShardsOf("recent").ShouldBe(["ads"]);
        map.UrlOf("default").ShouldBe("http://all:2");
        map.Names.ShouldBe(["default", "ads"]);
    }

    [Fact]
    public void Everything_ThatIsWrong_IsTold()
    {
        var (_, findings) = ShardMap.Place(Plan, [new("ads", ["ranking", "rankings"], ["recents"], "http://ads:1"), new("post", [], ["recent", "items"], "http://post:1")]);
        findings.Select(finding => finding.ToString().Split('\n')[0]).ShouldBe(
        [
            "error QRN6423: shard 'ads' is to have service 'rankings', and there is no such service",
            "error QRN6423: shard 'ads' is to have view 'recents', and there is no such view",
            "error QRN6424: service 'mail' is in shard 'default', and view 'recent' that it reads is only in shard 'post'",
            "error QRN6424: service 'ranking' is in shard 'ads', and view 'recent' that it reads is only in shard 'post'",
            "error QRN6424: service 'ranking' is in shard 'ads', and view 'items' that it reads is only in shard 'post'",
        ], ignoreOrder: true);
    }

    /// <summary>A service with a lookup and a chain, and one that reads one of its views too.</summary>
    private sealed class TwoTeams : FeatureRepository
    {
        public Entity User => Entity("user");

        public Entity Item => Entity("item");

        public Source<ShopRepository.Click> Clicks => Parquet<ShopRepository.Click>("clicks.parquet", source => source.EventTime(c => c.At));

        public Source<ShopRepository.Offer> Offers => Parquet<ShopRepository.Offer>("offers.parquet", source => source.EventTime(o => o.At));

        public FeatureView Recent => Clicks.By(User, c => c.User).Windows("7d").Aggregate(w => new { LastItem = w.Last(c => c.Item) });

        public FeatureView Items => Offers.By(Item, o => o.Id).Latest(o => new { o.Price });

        public FeatureView Habits => Clicks.By(User, c => c.User).Windows("30d").Aggregate(w => new { Count = w.Count() });

        public FeatureView Unread => Clicks.By(User, c => c.User).Windows("90d").Aggregate(w => new { Count = w.Count() });

        public Lookup RecentItems => Lookup(Recent, "last_item_7d", Items);

        public FeatureService Ranking => Service(RecentItems.Only("price"), OnDemand(Busy));

        public FeatureService Mail => Service(Recent);

        [OnDemand]
        public static bool Busy(long count_30d) => count_30d > 10;
    }
}
