using System.Diagnostics;
using System.Globalization;
using Quern.Connectors.Kafka;

namespace Quern.Connectors.Workers;

/// <summary>
/// The spans of the activity source <c>Quern.Workers</c>: one for each batch of messages that a part takes, named as <see href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">OpenTelemetry's conventions</see>
/// have it. While nobody listens there are none, and nothing is paid for them.
/// </summary>
public static class WorkerSpans
{
    /// <summary>The activity source's name.</summary>
    public const string SourceName = "Quern.Workers";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a batch.</summary>
    internal static Activity? Process(KafkaSettings topic, int partition, int messages)
    {
        if (!Source.HasListeners()) return null;
        return Source.StartActivity(
            $"process {topic.Topic}",
            ActivityKind.Consumer,
            default(ActivityContext),
            [
                new("messaging.system", "kafka"),
                new("messaging.operation.name", "process"),
                new("messaging.operation.type", "process"),
                new("messaging.destination.name", topic.Topic),
                new("messaging.destination.partition.id", partition.ToString(CultureInfo.InvariantCulture)),
                new("messaging.consumer.group.name", topic.Group),
                new("messaging.batch.message_count", messages),
            ]);
    }

    /// <summary>Says that a batch could not be taken, and why.</summary>
    internal static void Fail(this Activity span, Exception cause)
    {
        span.SetStatus(ActivityStatusCode.Error);
        span.SetTag("error.type", cause is QuernException { Findings: [var first, ..] } ? first.Code : cause.GetType().FullName);
    }
}
