using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Kafka;

namespace Quern.Connectors.Tests.Feeds;

public sealed class FeedSettingsTests
{
    [Fact]
    public void Settings_OfTheGuide_AreRead()
    {
        var (stream, feed) = Guide.FeedOf("streams-kafka.md");
        var settings = feed.ShouldBeOfType<KafkaFeed>().Settings;
        (stream, settings.Topic, settings.Group, settings.FromEnd, settings.Key).ShouldBe(("orders", "shop.orders", "quern-shop", false, "order_id"));
        settings.Envelope.ShouldBe(["payload", "after"]);
        settings.Headers.ShouldBe(new Dictionary<string, string> { ["region"] = "x-region" });
        feed.Columns.ShouldBe(["region", "order_id"]);
        // Whatever the page shows must be taken by the client too, once its variables are set.
        feed.Check().Select(finding => finding.Code).ShouldBe(["QRN6103", "QRN6103"]);
    }

    [Theory]
    [InlineData("""[]""", "'streams' is not an object")]
    [InlineData("""{"a": {}}""", "'streams.a' must have one feed")]
    [InlineData("""{"a": {"pulsar": {}}}""", "'streams.a.pulsar' is no kind of feed")]
    [InlineData("""{"a": {"kafka": 1}}""", "'streams.a.kafka' is not an object")]
    [InlineData("""{"a": {"kafka": {"servers": "s", "topic": "t", "group": "g"}, "kafka": {}}}""", "'streams.a.kafka' is there twice")]
    [InlineData("""{"a": {"kafka": {"servers": "s", "topic": "", "group": 1}}}""", "'streams.a.kafka.topic' is not a text with something in it", "'streams.a.kafka.group' is not a text with something in it")]
    [InlineData("""{"a": {"kafka": {"server": "s", "from": "middle", "value": "avro", "envelope": "a..b", "headers": {"x": []}}}}""",
        "'streams.a.kafka.servers' is missing", "'streams.a.kafka.topic' is missing", "'streams.a.kafka.group' is missing", "'streams.a.kafka.from' is none of the words for it",
        "'streams.a.kafka.envelope' has nothing between two dots", "'streams.a.kafka.headers.x' is not a single value", "'streams.a.kafka.value' is none of the words for it", "'streams.a.kafka.server' is not a setting")]
    [InlineData("""{"a": {"kafka": {"servers": "s", "topic": "t", "group": "g", "key": "k", "headers": {"k": "h"}, "settings": {"group.id": "x", "dotnet.cancellation.delay.max.ms": 1}}}}""",
        "'streams.a.kafka.settings.group.id' is not for settings to say", "'streams.a.kafka.settings.dotnet.cancellation.delay.max.ms' is not for settings to say", "'streams.a.kafka.key' fills 'k', which a header fills already")]
    public void WhatIsWrong_IsFoundAtOnce(string json, params string[] problems)
    {
        var findings = new List<Finding>();
        using var document = JsonDocument.Parse(json);
        FeedSettings.Read(document.RootElement, findings);
        findings.Select(finding => finding.Message).ShouldBe(problems, ignoreOrder: true);
        findings.ShouldAllBe(finding => finding.Hint != null);
    }

    [Fact]
    public void WhatTheClientDoesNotTake_IsTold_WithoutSecrets()
    {
        Environment.SetEnvironmentVariable("QUERN_TEST_SECRET", "hunter2");
        var feed = new KafkaFeed(new()
        {
            Path = "streams.a.kafka",
            Servers = "127.0.0.1:1",
            Topic = "t",
            Group = "g",
            Settings = new Dictionary<string, string> { ["sasl.mechanisms"] = "PLAIN", ["session.timeout.ms"] = "env:QUERN_TEST_SECRET", ["no.such.thing"] = "1" },
        });
        var findings = feed.Check();
        findings.Select(finding => finding.Code).ShouldBe(["QRN6106", "QRN6106"]);
        findings.Select(finding => finding.Message).ShouldBe(["librdkafka does not take 'streams.a.kafka.settings.session.timeout.ms'", "librdkafka does not take 'streams.a.kafka.settings.no.such.thing'"], ignoreOrder: true);
        string.Join('\n', findings).ShouldNotContain("hunter2");
        Environment.SetEnvironmentVariable("QUERN_TEST_SECRET", null);
        feed.Check().ShouldHaveSingleItem().Message.ShouldBe("'streams.a.kafka.settings.session.timeout.ms' is to come from the environment's variable 'QUERN_TEST_SECRET', which is not set");
    }

    [Fact]
    public void Definitions_AreComparedWithFeeds()
    {
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse("""
            {"sales": {"kafka": {"servers": "s", "topic": "t", "group": "g", "key": "id", "headers": {"colour": "c"}}},
             "sails": {"kafka": {"servers": "s", "topic": "t", "group": "g"}}}
            """);
        var feeds = FeedSettings.Read(json.RootElement, findings);
        FeedSettings.Compare(feeds, SalesFeatures.Plan(new SalesFeatures())).Select(finding => $"{finding.Severity} {finding.Code} {finding.Message}").ShouldBe([
            "Warning QRN6104 topic 't' feeds stream 'sails', which no source has",
            "Warning QRN6105 the feed of stream 'sales' fills 'colour', which record 'Sale' does not have"]);
    }

    [Fact]
    public void Retries_GrowUpToTheLongest()
    {
        var limits = new FeedLimits { FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromSeconds(5) };
        new[] { 1, 2, 3, 4, 40, int.MaxValue }.Select(failures => limits.Retry(failures).TotalSeconds).ShouldBe([1, 2, 4, 5, 5, 5]);
    }
}
