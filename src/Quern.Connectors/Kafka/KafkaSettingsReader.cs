using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>Reads the settings of a topic.</summary>
internal static class KafkaSettingsReader
{
    // Quern keeps positions with the log, and says itself where reading begins.
    private static readonly Dictionary<string, string> Owned = new()
    {
        ["bootstrap.servers"] = "Use \"servers\".",
        ["metadata.broker.list"] = "Use \"servers\".",
        ["group.id"] = "Use \"group\".",
        ["auto.offset.reset"] = "Use \"from\".",
        ["enable.auto.commit"] = "Quern tells Kafka what is durable, every \"auto.commit.interval.ms\".",
        ["enable.auto.offset.store"] = "Quern tells Kafka what is durable.",
        ["enable.partition.eof"] = "Quern needs it to know the lag.",
    };

    public static IFeedSource Read(SettingsObject json, List<Finding> findings)
    {
        var settings = new KafkaSettings
        {
            Path = json.Path,
            Servers = json.Text("servers", "localhost:9092"),
            Topic = json.Text("topic", "orders"),
            Group = json.Text("group", "quern-shop"),
            FromEnd = json.Choice("from", "earliest", "latest") == "latest",
            Envelope = Envelope(json, findings),
            Headers = json.Map("headers"),
            Key = json.Optional("key"),
            Settings = json.Map("settings"),
        };
        json.Choice("value", "json");
        json.End();
        foreach (var (name, _) in settings.Settings)
            if (Owned.TryGetValue(name, out var hint) || name.StartsWith("dotnet.", StringComparison.Ordinal))
                findings.Add(KafkaFindings.Owned($"{json.PathOf("settings")}.{name}", hint ?? "It changes nothing that Quern uses."));
        if (settings.Key is { } key && settings.Headers.ContainsKey(key))
            findings.Add(FeedFindings.Setting(json.PathOf("key"), $"fills '{key}', which a header fills already", "Leave one of them."));
        return new KafkaFeed(settings);
    }

    private static string[] Envelope(SettingsObject json, List<Finding> findings)
    {
        string[] path = json.Optional("envelope")?.Split('.') ?? [];
        if (path.Contains("")) findings.Add(FeedFindings.Setting(json.PathOf("envelope"), "has nothing between two dots", "Write the members from the outside in: \"payload.after\"."));
        return path;
    }
}
