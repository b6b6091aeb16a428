using Quern.Engine.Streams;

namespace Quern.Engine.Recovery;

/// <summary>
/// Looks at the records of a log in their order: each by itself, and whether the events of a stream follow each other without a gap, none known before the one before it.
/// </summary>
public sealed class LogCheck
{
    private byte[] _partition = [];
    private long _next;
    private long _known = long.MinValue;

    /// <summary>Says what is wrong with the next record; null when nothing is.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="record">Its key.</param>
    /// <param name="value">What is stored.</param>
    public string? Take(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        if (RecordSoundness.OfLog(partition, record, value) is { } unsound) return unsound;
        if (!partition.StartsWith(StreamPartition.Events(""))) return null;
        if (!partition.SequenceEqual(_partition)) (_partition, _next, _known) = (partition.ToArray(), 0, long.MinValue);
        var first = StreamPartition.SequenceOf(record);
        var events = new LogRecord(value, "");
        var (expected, before) = (_next, _known);
        (_next, _known) = (first + events.Count, events.KnownAt);
        if (first != expected) return $"It begins with event {first}, where {expected} should come: what was between is missing.";
        return events.KnownAt < before ? "Its events were known before those that it follows." : null;
    }
}
