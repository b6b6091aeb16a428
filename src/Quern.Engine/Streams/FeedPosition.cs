namespace Quern.Engine.Streams;

/// <summary>
/// How far a log of somebody else's, which feeds a stream, has been read: made durable in one write with the events read, so that none is taken twice or left out whenever the process
/// ends. A position that is not where the last one ended is refused: two readers of one log cannot both be right.
/// </summary>
/// <param name="Feed">The log: a topic's partition, or a replication slot.</param>
/// <param name="From">Where it stood before the events; what <see cref="StreamIngest.PositionOf"/> gave, or for a feed that is new, anything.</param>
/// <param name="To">Where it stands after them.</param>
/// <param name="Place">Where in the log an event lies, by its index among those pushed together; said in dead letters. Null when nothing more can be said than the log.</param>
public sealed record FeedPosition(string Feed, long From, long To, Func<int, string>? Place = null)
{
    /// <summary>Another position that moves in the same write, where one number does not say how far the log has been read. Null when one does.</summary>
    public FeedPosition? With { get; init; }

    /// <summary>A reason for which an event was refused, behind where the event lies.</summary>
    internal string Explain(int index, string reason) => $"{Place?.Invoke(index) ?? Feed}: {reason}";
}
