using System.Collections.Immutable;
using Quern.Engine.Online;

namespace Quern.Testing.Online;

/// <summary>Holds on to the set that was committed when it was renewed.</summary>
internal sealed class MemorySnapshot(Func<MemoryOnlineStore.Committed> newest) : MemoryRecords, IOnlineSnapshot
{
    private MemoryOnlineStore.Committed? _held;

    public long Version => Held.Version;

    protected override ImmutableSortedSet<MemoryRecord> Records => Held.Records;

    private MemoryOnlineStore.Committed Held => _held ?? throw new InvalidOperationException("A snapshot must be renewed before it is read.");

    public void Renew()
    {
        _held = newest();
        EndRange();
    }

    public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit)
    {
        var last = Array.Empty<byte>();
        foreach (var record in Records)
        {
            if (record.Partition.AsSpan().SequenceEqual(last) || record.Key.AsSpan().SequenceCompareTo(from) < 0 || record.Key.AsSpan().SequenceCompareTo(end) >= 0) continue;
            visit(last = record.Partition);
        }

        return 0;
    }

    public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit)
    {
        var (last, isTold) = (after.ToArray(), true);
        foreach (var record in Records)
        {
            var order = record.Partition.AsSpan().SequenceCompareTo(last);
            if (order < 0 || (order == 0 && isTold)) continue;
            if (order > 0)
            {
                if (most-- == 0) return last;
                (last, isTold) = (record.Partition, false);
            }

            if (record.Key.AsSpan().SequenceCompareTo(from) < 0 || record.Key.AsSpan().SequenceCompareTo(end) >= 0) continue;
            isTold = true;
            visit(last);
        }

        return [];
    }

    public void VisitRecords(RecordVisit visit)
    {
        foreach (var record in Records) visit(record.Key, record.Partition.Length + record.Key.Length + record.Value.Length);
    }

    public void Release() => _held = null;

    public void Dispose() => Release();
}
