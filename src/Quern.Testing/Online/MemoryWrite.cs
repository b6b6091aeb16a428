using System.Collections.Immutable;
using Quern.Engine.Online;

namespace Quern.Testing.Online;

/// <summary>Changes a set of its own, and hands it over when it is committed.</summary>
internal sealed class MemoryWrite(ImmutableSortedSet<MemoryRecord> records, Action<ImmutableSortedSet<MemoryRecord>> commit, Action end) : MemoryRecords, IOnlineWrite
{
    private ImmutableSortedSet<MemoryRecord>? _records = records;
    private Action? _end = end;

    protected override ImmutableSortedSet<MemoryRecord> Records => _records ?? throw new InvalidOperationException("The write is over.");

    public void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        var added = new MemoryRecord(partition.ToArray(), record.ToArray(), value.ToArray());
        _records = Records.Remove(added).Add(added);
        EndRange();
    }

    public void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        var (start, stop) = (Position(partition, from), Position(partition, end));
        for (var position = stop - 1; position >= start; position--) _records = Records.Remove(Records[position]);
        EndRange();
    }

    public void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        var kept = Records.ToBuilder();
        foreach (var record in Records)
            if (record.Key.AsSpan().SequenceCompareTo(from) >= 0 && record.Key.AsSpan().SequenceCompareTo(end) < 0)
                kept.Remove(record);
        _records = kept.ToImmutable();
        EndRange();
    }

    public void Commit()
    {
        commit(Records);
        Dispose();
    }

    public void Dispose()
    {
        _records = null;
        _end?.Invoke();
        _end = null;
    }
}
