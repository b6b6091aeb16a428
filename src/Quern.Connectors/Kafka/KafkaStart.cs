using Confluent.Kafka;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>
/// Finds where to begin with partitions that were assigned. The position that the stream has wins; one that it does not know begins where the group has committed, else where the settings say, and that
/// is written down at once, so that it stays so although no message comes.
/// </summary>
internal sealed class KafkaStart(KafkaSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    /// <exception cref="QuernException">A position cannot be, or cannot be written.</exception>
    public PartitionRead Find(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, FeedTarget target)
    {
        var part = settings.PartOf(partition.Partition);
        var ends = consumer.QueryWatermarkOffsets(partition, Patience);
        var (low, high) = (ends.Low.Value, ends.High.Value);
        if (target.PositionOf(part) is not { } position)
        {
            var committed = settings.IsShared ? Offset.Unset : consumer.Committed([partition], Patience)[0].Offset;
            position = !committed.IsSpecial && committed >= low && committed <= high ? committed : settings.FromEnd ? high : low;
            target.Move(part, position, position);
        }

        if (position > high) throw new QuernException(KafkaFindings.BeyondEnd($"{partition.Topic}[{partition.Partition.Value}]", position, high));
        if (position >= low) return new(partition, target, part, position, high);
        target.Move(part, position, low);
        target.Warn(KafkaFindings.Gone($"{partition.Topic}[{partition.Partition.Value}]", position, low));
        return new(partition, target, part, low, high);
    }
}
