using Quern.Connectors.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>A topic of Kafka as the feed of a stream: one member of a consumer group.</summary>
internal sealed class KafkaFeed(KafkaSettings settings) : IFeedSource
{
    public const string KindName = "kafka";

    public KafkaSettings Settings => settings;

    public string Kind => KindName;

    public string Name => $"topic '{settings.Topic}'";

    public IReadOnlyCollection<string> Columns => settings.Key is { } key ? [.. settings.Headers.Keys, key] : [.. settings.Headers.Keys];

    public IReadOnlyList<Finding> Check()
    {
        if (KafkaLibrary.Missing is { } missing) return [missing];
        var findings = new List<Finding>();
        var values = KafkaConfig.Resolve(settings, findings);
        // Without a value that is to come from the environment librdkafka would complain of others.
        if (findings.Count == 0) KafkaConfig.Check(settings, values, findings);
        return findings;
    }

    public FeedProbe Probe(TimeProvider time, CancellationToken stop)
    {
        var findings = new List<Finding>(Check());
        return findings.Count == 0 ? KafkaProbe.Run(settings, KafkaConfig.Resolve(settings, findings), stop) : new(null, null, findings);
    }

    public IFeedReader Open(FeedTarget target, CancellationToken stop)
    {
        if (KafkaLibrary.Missing is { } missing) throw new QuernException(missing);
        var findings = new List<Finding>();
        var values = KafkaConfig.Resolve(settings, findings);
        return findings.Count == 0 ? KafkaReader.Open(settings, values, target, stop) : throw new QuernException(findings);
    }
}
