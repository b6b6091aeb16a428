namespace Quern.Engine.Online;

/// <summary>Reads records of an online store, by key and as ranges, for one thread.</summary>
public interface IOnlineRecords
{
    /// <summary>Whether it saves time to say beforehand what will be read, as it does of a store beyond a network.</summary>
    bool Prefetches => false;

    /// <summary>
    /// Fetches partitions that are going to be read, all of them as of one commit, in as few round trips as there can be. What a snapshot reads first since it was renewed says which commit that is.
    /// </summary>
    /// <param name="partitions">The partitions; one that is there twice is fetched once, one that the store does not have is empty.</param>
    /// <exception cref="SnapshotMovedException">The snapshot has been read from, and something has been committed since.</exception>
    /// <exception cref="QuernException">The store cannot be read.</exception>
    void Prefetch(PartitionList partitions)
    {
    }

    /// <summary>One record; empty and false when there is none. A range read under way goes on where it was.</summary>
    bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value);

    /// <summary>Stands before the first record of the partition that is not before <paramref name="from"/>.</summary>
    void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from);

    /// <summary>Stands before the last record of the partition that is before <paramref name="end"/>; when there is none, before the first of all.</summary>
    void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end);

    /// <summary>Moves to the next record of the partition; false after the last.</summary>
    bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value);
}
