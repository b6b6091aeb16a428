namespace Quern.Engine.Online;

/// <summary>
/// A write under way; it reads its own changes. Spans that it gives, and a range read, are valid until the next change. Disposing without <see cref="Commit"/>
/// leaves the store as it was. Any member may throw a <see cref="QuernException"/> when the disk is full or the store is damaged; nothing is written then.
/// </summary>
public interface IOnlineWrite : IOnlineRecords, IDisposable
{
    /// <summary>Writes a record over whatever was there.</summary>
    void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value);

    /// <summary>Removes the records of a partition from <paramref name="from"/>, included, to <paramref name="end"/>, excluded.</summary>
    void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end);

    /// <summary>Removes from every partition the records from <paramref name="from"/>, included, to <paramref name="end"/>, excluded; reads the whole store.</summary>
    void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end);

    /// <summary>Makes all of it visible and durable; the write is over then.</summary>
    void Commit();
}
