namespace Quern.Engine.Online;

/// <summary>Reads records of an online store, by key and as ranges, for one thread.</summary>
public interface IOnlineRecords
{
    /// <summary>One record; empty and false when there is none. A range read under way goes on where it was.</summary>
    bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value);

    /// <summary>Stands before the first record of the partition that is not before <paramref name="from"/>.</summary>
    void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from);

    /// <summary>Stands before the last record of the partition that is before <paramref name="end"/>; when there is none, before the first of all.</summary>
    void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end);

    /// <summary>Moves to the next record of the partition; false after the last.</summary>
    bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value);
}
