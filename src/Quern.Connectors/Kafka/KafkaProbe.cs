using Confluent.Kafka;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>Asks the brokers for a topic; no message is read, and no group joined.</summary>
internal static class KafkaProbe
{
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static FeedProbe Run(KafkaSettings settings, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        var errors = new KafkaErrors(settings, new(settings.Settings, values));
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaConfig.Of(settings, values)).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => errors.Add(error)).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        for (var tries = 1; ; tries++)
        {
            stop.ThrowIfCancellationRequested();
            var (metadata, problem) = Ask(admin, settings, errors);
            if (problem is null && metadata is not null) return new FeedProbe($"{metadata.Brokers.Count} brokers of Kafka, {metadata.Topics.Single().Partitions.Count} partitions, librdkafka {Library.VersionString}", null, []) { Parts = metadata.Topics.Single().Partitions.Count };
            // The first connection takes a while; a broker's refusal is an answer.
            if (problem is not null && (tries == Tries || problem.Code != "QRN6110")) return new(metadata is null ? null : "Kafka", null, [problem]);
            // Nothing is subscribed to: this hears what went wrong meanwhile, and no message.
            consumer.Consume(TimeSpan.Zero);
        }
    }

    private static (Metadata? Metadata, Finding? Problem) Ask(IAdminClient admin, KafkaSettings settings, KafkaErrors errors)
    {
        try
        {
            var metadata = admin.GetMetadata(settings.Topic, Patience);
            var topic = metadata.Topics.Single();
            return (metadata, topic.Error.IsError && topic.Error.Code != ErrorCode.LeaderNotAvailable ? errors.Explain(topic.Error) : null);
        }
        catch (KafkaException failure)
        {
            return (null, errors.Explain(failure.Error));
        }
    }
}
