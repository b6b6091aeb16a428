using Quern.Engine.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>Where the events of partitions go.</summary>
internal interface IPartitionTargets
{
    /// <summary>What is wrong with a topic of so many partitions; null when nothing is.</summary>
    Finding? Check(int partitions) => null;

    /// <summary>Makes ready for partitions that were assigned. The reader waits for it, and reads nothing meanwhile.</summary>
    /// <exception cref="QuernException">They cannot be taken now; the reader is of no use then.</exception>
    void Open(IReadOnlyList<int> partitions)
    {
    }

    /// <summary>Where the events of a partition go that was made ready.</summary>
    FeedTarget Of(int partition);

    /// <summary>Lets go of partitions.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="isLost">Whether the group has given this member up, so that they may be somebody else's already.</param>
    void Close(IReadOnlyList<int> partitions, bool isLost)
    {
    }
}
