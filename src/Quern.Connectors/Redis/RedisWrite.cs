using Quern.Engine.Online;

namespace Quern.Connectors.Redis;

/// <summary>
/// A write under way: what is changed is changed in memory, on pages that were fetched, for nobody else writes meanwhile. A commit puts the new roots and pages beside the old ones, under keys that end by themselves, and then
/// exchanges all of them at one stroke.
/// </summary>
internal sealed class RedisWrite(PartitionReader reader, RedisLock alone, string? materializer, Action<long?> end) : RedisRecords, IOnlineWrite
{
    private readonly Dictionary<byte[], PartitionPages> _partitions = new(PartitionComparer.Instance);
    private readonly HashSet<byte[]> _changed = new(PartitionComparer.Instance);
    private bool _isOver;

    public override void Prefetch(PartitionList partitions)
    {
        var missing = new HashSet<byte[]>(PartitionComparer.Instance);
        for (var i = 0; i < partitions.Count; i++)
            if (Held(partitions[i]) is null)
                missing.Add(partitions[i].ToArray());
        foreach (var (root, pages) in reader.ReadMany(missing.Select(partition => reader.Keys.Root(partition)))) Hold(root, pages);
    }

    public void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        var pages = Find(partition);
        Edit(pages, pages.SlotOf(record)).Put(record, value);
        Changed(partition);
    }

    public void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        if (from.SequenceCompareTo(end) < 0 && Delete(Find(partition), from, end)) Changed(partition);
        EndRange();
    }

    public void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        foreach (var (root, pages) in new PartitionScan(reader).Roots())
        {
            var partition = reader.Keys.PartitionOf(root);
            if (Held(partition) is not null || !Delete(pages, from, end)) continue;
            Hold(root, pages);
            Changed(partition);
        }

        foreach (var partition in _partitions.Keys.ToArray()) Delete(partition, from, end);
    }

    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        End(_changed.Count == 0 ? null : new RedisCommit(reader, alone.Token, materializer).Run(_changed.Select(partition => (partition, _partitions[partition]))));
    }

    public void Dispose()
    {
        if (!_isOver) End(null);
    }

    protected override PartitionPages Find(ReadOnlySpan<byte> partition)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (Held(partition) is { } held) return held;
        var (root, pages) = reader.ReadMany([reader.Keys.Root(partition)]).Single();
        Hold(root, pages);
        return pages;
    }

    protected override IRecordPage Load(PageSlot slot) => reader.Page(slot) ?? throw reader.Damaged(reader.Keys.Page(slot.Id));

    private void End(long? version)
    {
        _isOver = true;
        alone.Dispose();
        end(version);
    }

    private PartitionPages? Held(ReadOnlySpan<byte> partition) => _partitions.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(partition, out var pages) ? pages : null;

    private void Hold(byte[] root, PartitionPages pages) => _partitions[reader.Keys.PartitionOf(root).ToArray()] = pages;

    private void Changed(ReadOnlySpan<byte> partition)
    {
        _changed.GetAlternateLookup<ReadOnlySpan<byte>>().Add(partition);
        EndRange();
    }

    private EditedPage Edit(PartitionPages pages, int slot)
    {
        PageAt(pages, slot);
        return pages.Slots[slot].Edit();
    }

    private bool Delete(PartitionPages pages, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        var isChanged = false;
        for (var slot = pages.SlotOf(from); slot < pages.Slots.Count && (slot == 0 || pages.Slots[slot].First.AsSpan().SequenceCompareTo(end) < 0); slot++)
        {
            var page = PageAt(pages, slot);
            if (page.LowerBound(from) == page.LowerBound(end)) continue;
            pages.Slots[slot].Edit().Delete(from, end);
            isChanged = true;
        }

        return isChanged;
    }
}
