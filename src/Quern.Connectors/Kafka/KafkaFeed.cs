using Quern.Engine.Feeds;

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

    public IFeedReader Open(FeedTarget target, CancellationToken stop) => OpenShared(new OneTarget(target), stop);

    /// <summary>The same topic for one of several members, of which a dead one is noticed soon, and which keep what need not move.</summary>
    internal KafkaFeed ForWorkers()
    {
        var shared = new Dictionary<string, string>(settings.Settings);
        shared.TryAdd("session.timeout.ms", "6000");
        shared.TryAdd("heartbeat.interval.ms", "1000");
        shared.TryAdd("partition.assignment.strategy", "cooperative-sticky");
        return new(settings with { Settings = shared, IsShared = true });
    }

    /// <summary>Connects as a member of the group whose partitions go to targets of their own.</summary>
    /// <exception cref="QuernException">It cannot be read now.</exception>
    internal KafkaReader OpenShared(IPartitionTargets targets, CancellationToken stop)
    {
        if (KafkaLibrary.Missing is { } missing) throw new QuernException(missing);
        var findings = new List<Finding>();
        var values = KafkaConfig.Resolve(settings, findings);
        return findings.Count == 0 ? KafkaReader.Open(settings, values, targets, stop) : throw new QuernException(findings);
    }

    private sealed class OneTarget(FeedTarget target) : IPartitionTargets
    {
        public FeedTarget Of(int partition) => target;
    }
}
