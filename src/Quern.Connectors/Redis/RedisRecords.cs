using Quern.Engine.Online;

namespace Quern.Connectors.Redis;

/// <summary>Reads by key and by range over the pages of partitions, however they come.</summary>
internal abstract class RedisRecords : IOnlineRecords
{
    private PartitionPages? _range;
    private int _slot;
    private int _next;

    public bool Prefetches => true;

    public abstract void Prefetch(PartitionList partitions);

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        var pages = Find(partition);
        var page = PageAt(pages, pages.SlotOf(record));
        var at = page.LowerBound(record);
        var isThere = at < page.Count && page.Key(at).SequenceEqual(record);
        value = isThere ? page.Value(at) : default;
        return isThere;
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        _range = Find(partition);
        _slot = _range.SlotOf(from);
        _next = PageAt(_range, _slot).LowerBound(from);
    }

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
    {
        Seek(partition, end);
        var (slot, next) = (_slot, _next);
        while (next == 0 && slot > 0) next = PageAt(_range!, --slot).Count;
        if (next > 0) (_slot, _next) = (slot, next - 1);
    }

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        record = value = default;
        if (_range is null) return false;
        var page = PageAt(_range, _slot);
        while (_next >= page.Count)
        {
            if (_slot + 1 >= _range.Count) return false;
            (page, _next) = (PageAt(_range, ++_slot), 0);
        }

        record = page.Key(_next);
        value = page.Value(_next++);
        return true;
    }

    /// <summary>The partition; empty where there is none.</summary>
    protected abstract PartitionPages Find(ReadOnlySpan<byte> partition);

    /// <summary>Fetches the page of a slot.</summary>
    protected abstract IRecordPage Load(PageSlot slot);

    protected IRecordPage PageAt(PartitionPages pages, int slot) => pages.PageAt(slot) ?? (pages.Slots[slot].Page = Load(pages.Slots[slot]));

    protected void EndRange() => _range = null;
}
