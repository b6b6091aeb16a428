using System.Buffers.Binary;

namespace Quern.Connectors.Redis;

/// <summary>
/// The records of one partition: a root that has all of them, or, of a large partition, a root that says which pages there are, each under a key of its own. So a small entity is one value and one read, and a large one is
/// neither read nor written as a whole. Pages are never changed: whoever writes makes new ones, and a new root.
/// </summary>
internal sealed class PartitionPages
{
    private const byte Whole = 1;
    private const byte Paged = 2;
    private const int EntryBytes = sizeof(long) + sizeof(int);

    private readonly StoredPage? _whole;
    private readonly int _wholeBytes;
    private List<PageSlot>? _slots;

    private PartitionPages(StoredPage whole, int bytes) => (_whole, _wholeBytes) = (whole, bytes);

    private PartitionPages(List<PageSlot> slots) => _slots = slots;

    /// <summary>The largest root that has all records itself.</summary>
    public static int LargestRoot => 32 << 10;

    /// <summary>Gets the pages by their places; of a root that has all records itself they are made when they are asked for, which reading never does.</summary>
    public List<PageSlot> Slots => _slots ??= [new() { Page = _whole, Bytes = _wholeBytes }];

    public int Count => _slots?.Count ?? 1;

    public static PartitionPages Empty() => new(StoredPage.Empty, 0);

    /// <summary>A partition from its root.</summary>
    /// <returns>Null when the bytes are not those of a root.</returns>
    public static PartitionPages? Read(ReadOnlyMemory<byte> root)
    {
        if (root.IsEmpty || StoredPage.Read(root[1..]) is not { } page) return null;
        return root.Span[0] switch
        {
            Whole => new(page, root.Length - 1),
            Paged => ReadTable(page),
            _ => null,
        };
    }

    public static byte[] WriteWhole(IReadOnlyList<(byte[] Key, byte[] Value)> records) => StoredPage.Write([Whole], records);

    public static byte[] WriteTable(IEnumerable<PageSlot> slots) => StoredPage.Write([Paged], [.. slots.Select(slot => (slot.First, Entry(slot)))]);

    /// <summary>A page by its place; null while it has not been fetched.</summary>
    public IRecordPage? PageAt(int slot) => _slots is null ? _whole : _slots[slot].Page;

    /// <summary>The place of the page that a key is in, if it is anywhere.</summary>
    public int SlotOf(ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Slots[middle].First.AsSpan().SequenceCompareTo(key) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static PartitionPages? ReadTable(StoredPage table)
    {
        var slots = new List<PageSlot>(table.Count);
        for (var i = 0; i < table.Count; i++)
        {
            if (table.Value(i) is not { Length: EntryBytes } entry) return null;
            slots.Add(new() { First = table.Key(i).ToArray(), Id = BinaryPrimitives.ReadInt64LittleEndian(entry), Bytes = BinaryPrimitives.ReadInt32LittleEndian(entry[sizeof(long)..]) });
        }

        return slots.Count > 0 ? new(slots) : null;
    }

    private static byte[] Entry(PageSlot slot)
    {
        var entry = new byte[EntryBytes];
        BinaryPrimitives.WriteInt64LittleEndian(entry, slot.Id);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(sizeof(long)), slot.Bytes);
        return entry;
    }
}
