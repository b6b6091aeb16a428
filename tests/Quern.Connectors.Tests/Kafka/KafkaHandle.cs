using Quern.Connectors.Kafka;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>librdkafka, as Quern has loaded it.</summary>
internal static class KafkaHandle
{
    public static nint Open()
    {
        KafkaLibrary.Missing.ShouldBeNull();
        return KafkaLibrary.Handle;
    }
}
