namespace Quern.Connectors.Kafka;

/// <summary>A topic that feeds a stream, and how an event is found in its messages; read from settings and sound in itself.</summary>
internal sealed record KafkaSettings
{
    /// <summary>Gets where these settings stand, such as <c>streams.orders.kafka</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the first brokers to ask, <c>host:port</c>, with commas between.</summary>
    public required string Servers { get; init; }

    public required string Topic { get; init; }

    /// <summary>Gets the consumer group. It is part of the name under which the stream keeps its positions, so that another group begins anew.</summary>
    public required string Group { get; init; }

    /// <summary>Gets whether a partition of which neither the stream nor the group knows a position is read from its end; otherwise from its beginning.</summary>
    public bool FromEnd { get; init; }

    /// <summary>Gets the members that lead to the event in a message; none when the message is the event.</summary>
    public IReadOnlyList<string> Envelope { get; init; } = [];

    /// <summary>Gets the headers that fill columns, by column.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the column that the key fills; null when none.</summary>
    public string? Key { get; init; }

    /// <summary>Gets librdkafka's settings as they were written.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether workers share the partitions: a part that knows no position is empty, so what the group has committed while somebody else read it says nothing.</summary>
    public bool IsShared { get; init; }

    /// <summary>The name under which the stream keeps the position of a partition.</summary>
    public string PartOf(int partition) => $"kafka {Group} {Topic}/{partition}";
}
