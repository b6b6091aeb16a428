using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Usage;

namespace Quern.Connectors.Tests.Workers;

/// <summary>What workers wrote, as it is kept for all of them.</summary>
[Collection(RedisTests.Name)]
public sealed class RedisUsageTests(RedisServer server)
{
    private static readonly long Hour = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3_600;

    [Fact]
    public async Task Counts_OfSeveralWorkersAtOnce_AddUp_AndAreReadByWhoeverComes()
    {
        var redis = server.NewSettings();
        var each = Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            using var parts = Open(redis);
            for (var i = 0; i < 50; i++) parts.Usage.Add(Hour / 24, Written(Hour, "spending", new(0, 3, 2, number, 7, 0)));
        }));
        await Task.WhenAll(each);
        using var reader = Open(redis);
        var (key, counts) = reader.Usage.Read(0).Counts.ShouldHaveSingleItem();
        key.ShouldBe(new(Hour, UsageKind.Write, "spending", ConsumerNames.Stream));
        counts.ShouldBe(new(0, 600, 400, 300, 1_400, 0));
    }

    [Fact]
    public void Counts_AreReadFromAnHourOn_EachDayGoesByItself_AndWhatIsNotUnderstoodIsLeftOut()
    {
        var redis = server.NewSettings();
        using var parts = Open(redis);
        foreach (var hour in new[] { Hour - 48, Hour }) parts.Usage.Add(hour / 24, Written(hour, "spending", new(1, 2, 3, 4, 5, 6)));
        server.Ask("HSET", $"{{{redis.Prefix}}}:usage:{Hour / 24}", "of another version", "1");
        parts.Usage.Read(0).Counts.Count.ShouldBe(2);
        parts.Usage.Read(Hour - 47).Counts.ShouldHaveSingleItem().Value.ShouldBe(new(1, 2, 3, 4, 5, 6));
        int.Parse(server.Ask("TTL", $"{{{redis.Prefix}}}:usage:{Hour / 24}").ToString()!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(90 * 86_400, 91 * 86_400);
    }

    private static RedisParts Open(RedisSettings redis) =>
        RedisParts.Open(redis, "sales", new Dictionary<string, SharedSettings> { ["sales"] = new() { Path = "workers.sales", Stream = "sales", Parts = 1 } }, TimeProvider.System);

    private static UsageHistory Written(long hour, string view, UsageCounts counts) =>
        UsageHistory.Empty with { Counts = new Dictionary<UsageKey, UsageCounts> { [new(hour, UsageKind.Write, view, ConsumerNames.Stream)] = counts } };
}
