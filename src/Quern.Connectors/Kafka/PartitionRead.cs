using Confluent.Kafka;
using Quern.Engine.Feeds;
using Quern.Engine.Streams;
using Quern.Protocol.Streams;

namespace Quern.Connectors.Kafka;

/// <summary>A partition that is being read: its place, and what has come of it since it was last taken. For one thread.</summary>
/// <param name="partition">Which.</param>
/// <param name="target">Where its events go.</param>
/// <param name="part">Its name in the stream's positions.</param>
/// <param name="position">Where the stream has it.</param>
/// <param name="end">Where it ended when reading began.</param>
internal sealed class PartitionRead(TopicPartition partition, FeedTarget target, string part, long position, long end)
{
    private readonly List<long> _offsets = [];
    private EventReader? _events;
    private int _skipped;
    private long _position = position;

    public TopicPartition Partition => partition;

    /// <summary>Gets the offset after the last message that was read, taken or not.</summary>
    public long Next { get; private set; } = position;

    /// <summary>How many messages lie behind what is durable.</summary>
    /// <param name="known">The end as the consumer last heard of it.</param>
    public long Lag(long known) => Math.Max(0, Math.Max(end, known) - (IsEmpty ? Next : _position));

    private bool IsEmpty => _offsets.Count + _skipped == 0;

    public void Clear()
    {
        _offsets.Clear();
        _skipped = 0;
        if (_events is not null && ReferenceEquals(_events.Schema, target.Schema)) _events.Clear();
        else _events = new(target.Schema);
    }

    public void Add(ConsumeResult<byte[]?, byte[]?> result, EventText text)
    {
        // Nothing that was taken is taken again, whatever the consumer does around a change of members.
        if (result.Offset < Next) return;
        if (text.Read(result.Message, _events!)) _offsets.Add(result.Offset);
        else _skipped++;
        Next = result.Offset + 1;
    }

    /// <summary>Says that nothing comes before an offset: marks of transactions take offsets too.</summary>
    public void ReachEnd(long offset) => Next = Math.Max(Next, offset);

    /// <summary>What has come; null when nothing has.</summary>
    public FeedBatch? Batch()
    {
        if (IsEmpty) return null;
        long[] offsets = [.. _offsets];
        var position = new FeedPosition(part, _position, Next, index => $"{partition.Topic}[{partition.Partition.Value}] offset {offsets[index]}");
        return new(_events!.Events, _events.Unread, _skipped, position) { Target = target };
    }

    /// <summary>Says that what has come is durable.</summary>
    public void Taken()
    {
        _position = Next;
        _offsets.Clear();
        _skipped = 0;
    }
}
