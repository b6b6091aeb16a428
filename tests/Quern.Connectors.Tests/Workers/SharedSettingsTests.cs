using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Feeds;
using Quern.Engine.Parts;

namespace Quern.Connectors.Tests.Workers;

public sealed class SharedSettingsTests
{
    [Fact]
    public void Settings_AsTheyAreWritten_AreRead()
    {
        var settings = Read("""{ "sales": { "parts": 8, "partitioner": "crc32", "key": "int64", "leaseMs": 3000, "checkpointMs": 100 } }""", out var findings)["sales"];
        findings.ShouldBeEmpty();
        (settings.Parts, settings.Partitioner, settings.Key, settings.Lease.TotalSeconds, settings.Checkpoint.TotalMilliseconds).ShouldBe((8, "crc32", MessageKeyForm.Int64, 3, 100));
    }

    [Fact]
    public void Settings_ThatSayLittle_AreTheUsual()
    {
        var settings = Read("""{ "sales": { "parts": 8 } }""", out var findings)["sales"];
        findings.ShouldBeEmpty();
        (settings.Partitioner, settings.Key, settings.Lease.TotalSeconds, settings.Checkpoint.TotalMilliseconds).ShouldBe(("murmur2", MessageKeyForm.Text, 5, 200));
    }

    [Theory]
    [InlineData("[]", "'workers' is not an object")]
    [InlineData("""{ "sales": 8 }""", "'workers.sales' is not an object")]
    [InlineData("""{ "sales": {} }""", "'workers.sales.parts' is not a whole number from 1 to 1024")]
    [InlineData("""{ "sales": { "parts": 0 } }""", "'workers.sales.parts' is not a whole number from 1 to 1024")]
    [InlineData("""{ "sales": { "parts": 4, "partitioner": "random" } }""", "'workers.sales.partitioner' is none of the words for it")]
    [InlineData("""{ "sales": { "parts": 4, "key": "json" } }""", "'workers.sales.key' is none of the words for it")]
    [InlineData("""{ "sales": { "parts": 4, "leaseMs": 999 } }""", "'workers.sales.leaseMs' is less than 1000")]
    [InlineData("""{ "sales": { "parts": 4, "checkpointMs": 1 } }""", "'workers.sales.checkpointMs' is less than 10")]
    [InlineData("""{ "sales": { "parts": 4, "partitions": 4 } }""", "'workers.sales.partitions' is not a setting")]
    public void Settings_ThatAreWrong_AreTold(string json, string message)
    {
        Read(json, out var findings);
        findings.ShouldContain(finding => finding.Code == "QRN6101" && finding.Message == message, string.Join('\n', findings));
    }

    [Fact]
    public void Settings_ThatLackWhatWorkersNeed_AreAllTold()
    {
        var shared = Read("""{ "sales": { "parts": 4 }, "orders": { "parts": 4 } }""", out _);
        var static_ = Feeds("""{ "orders": { "kafka": { "servers": "127.0.0.1:1", "topic": "orders", "group": "g", "settings": { "group.instance.id": "one" } } } }""");
        WorkerHost.Check(shared, static_, null).Select(finding => finding.Message).ShouldBe([
            "'workers.orders' needs online state in Redis",
            "'streams.orders.kafka.settings.group.instance.id' would be the same for all workers",
            "'workers.sales' needs online state in Redis",
            "'workers.sales' needs a topic that feeds stream 'sales'",
        ]);
        WorkerHost.Check(shared, static_, new RedisSettings { Path = "online.redis", Host = "127.0.0.1" }).Count.ShouldBe(2);
    }

    private static IReadOnlyDictionary<string, SharedSettings> Read(string json, out List<Finding> findings)
    {
        using var document = JsonDocument.Parse(json);
        return SharedSettings.Read(document.RootElement, findings = []);
    }

    private static IReadOnlyDictionary<string, IFeedSource> Feeds(string json)
    {
        using var document = JsonDocument.Parse(json);
        return FeedSettings.Read(document.RootElement, []);
    }
}
