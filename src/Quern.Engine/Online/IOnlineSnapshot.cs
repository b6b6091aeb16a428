namespace Quern.Engine.Online;

/// <summary>Is told of a record.</summary>
/// <param name="record">Its key within its partition; valid until it returns.</param>
/// <param name="bytes">How many bytes its partition, its key and its value take.</param>
public delegate void RecordVisit(ReadOnlySpan<byte> record, long bytes);

/// <summary>
/// A consistent view of the store for one thread. Spans that it gives are valid until the next <see cref="Renew"/> or <see cref="Release"/>. A store that keeps no former states gives a partition as it
/// was, or throws a <see cref="SnapshotMovedException"/>; it never mixes two states.
/// </summary>
public interface IOnlineSnapshot : IOnlineRecords, IDisposable
{
    /// <summary>Which committed state is held: it differs whenever anything was committed in between.</summary>
    long Version { get; }

    /// <summary>Moves to the newest committed state: that of now, or that of the first read.</summary>
    /// <exception cref="QuernException">The store is damaged, or has too many readers.</exception>
    void Renew();

    /// <summary>
    /// Tells of every partition that has a record from <paramref name="from"/>, included, to <paramref name="end"/>, excluded, in no order; reads the whole store. Partitions of
    /// more than 400 bytes may be left out.
    /// </summary>
    /// <returns>How many of them were left out.</returns>
    long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit);

    /// <summary>
    /// Tells of partitions as <see cref="VisitPartitions"/> does, page by page in an order of the store's own, so that whoever looks at all of them need not hold on to one state, nor to
    /// all of them. What is written meanwhile may be told of or not.
    /// </summary>
    /// <param name="from">The least record's key.</param>
    /// <param name="end">The record's key after the greatest.</param>
    /// <param name="after">Where the page before ended; empty for the first.</param>
    /// <param name="most">How many partitions are looked at, whether they have such a record or not.</param>
    /// <param name="visit">Told of each that has.</param>
    /// <returns>Where the page ended; empty after the last.</returns>
    byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit);

    /// <summary>Tells of every record, of whatever partition, in no order; reads the whole store.</summary>
    void VisitRecords(RecordVisit visit);

    /// <summary>Lets go of the state held, so that its space can be used again.</summary>
    void Release();
}
