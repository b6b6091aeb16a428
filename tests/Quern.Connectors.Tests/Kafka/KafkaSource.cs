using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Kafka;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>Feeds of the stream of sales from the topic of the same name.</summary>
internal static class KafkaSource
{
    public const string Topic = "sales";

    // When a member leaves, the mock lets the others wait for a second less than this, though there be none.
    private const int Session = 1200;

    /// <summary>The feed, with more of its settings as JSON.</summary>
    public static KafkaFeed Of(MockBroker broker, string more = "", string group = "quern", string settings = "", string topic = Topic, int session = Session)
    {
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse($$"""{"sales": {"kafka": {"servers": "{{broker.Servers}}", "topic": "{{topic}}", "group": "{{group}}", "settings": { "session.timeout.ms": {{session}}, "heartbeat.interval.ms": 100, "reconnect.backoff.max.ms": 200 {{settings}} } {{more}} } } }""");
        var source = FeedSettings.Read(json.RootElement, findings)["sales"];
        findings.ShouldBeEmpty();
        return (KafkaFeed)source;
    }
}
