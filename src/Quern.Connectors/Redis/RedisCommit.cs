using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>Makes changed partitions durable and visible at one stroke, or not at all.</summary>
internal sealed class RedisCommit(PartitionReader reader, string token, string? materializer)
{
    private const int PageBytes = 16 << 10;
    private const int MostKeys = 1_000_000;
    private const int StagedPerQuestion = 256;

    // Staged keys of a process that died end after this; pages out of use stay this long for those who read them.
    private static readonly TimeSpan StagedFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(15);

    private readonly List<(RedisKey Key, byte[] Value)> _staged = [];
    private readonly List<RedisKey> _moves = [];
    private readonly List<RedisKey> _removed = [];
    private readonly List<RedisKey> _pages = [];
    private readonly List<RedisKey> _unused = [];

    /// <exception cref="QuernException">The server cannot be written, or another process writes now; nothing of it is visible.</exception>
    /// <returns>The version of what is visible now.</returns>
    public long Run(IEnumerable<(byte[] Partition, PartitionPages Pages)> changed)
    {
        var large = new List<(RedisKey Root, List<PageSlot> Slots, List<(int At, byte[] Bytes)> New)>();
        foreach (var (partition, pages) in changed) Add(reader.Keys.Root(partition), pages, large);
        AddLarge(large);
        var keys = 3 + _moves.Count + _removed.Count + _pages.Count + _unused.Count;
        if (keys > MostKeys) throw new QuernException(RedisFindings.TooLarge(reader.Link.Settings, keys));
        Stage();
        return Exchange();
    }

    private void Add(RedisKey root, PartitionPages pages, List<(RedisKey, List<PageSlot>, List<(int, byte[])>)> large)
    {
        _unused.AddRange(pages.Slots.Where(slot => slot.Id != 0 && slot.Page is EditedPage).Select(slot => reader.Keys.Page(slot.Id)));
        var bytes = pages.Slots.Sum(slot => (long)(slot.Page is EditedPage edited ? edited.Records.Sum(SizeOf) : slot.Bytes));
        var isPaged = pages.Slots.Any(slot => slot.Id != 0 && slot.Page is not EditedPage);
        if (bytes == 0 && pages.Slots.All(slot => slot.Page is { Count: 0 })) _removed.Add(root);
        else if (!isPaged && bytes <= PartitionPages.LargestRoot) Move(root, PartitionPages.WriteWhole([.. pages.Slots.SelectMany(slot => ((EditedPage)slot.Page!).Records)]));
        else large.Add(Cut(root, pages));
    }

    // Pages that were changed and lie next to each other are cut anew, where they are too large.
    private static (RedisKey Root, List<PageSlot> Slots, List<(int At, byte[] Bytes)> New) Cut(RedisKey root, PartitionPages pages)
    {
        var (slots, added) = (new List<PageSlot>(), new List<(int, byte[])>());
        for (var i = 0; i < pages.Slots.Count;)
        {
            if (pages.Slots[i].Page is not EditedPage)
            {
                slots.Add(pages.Slots[i++]);
                continue;
            }

            var run = new List<(byte[] Key, byte[] Value)>();
            while (i < pages.Slots.Count && pages.Slots[i].Page is EditedPage edited)
            {
                run.AddRange(edited.Records);
                i++;
            }

            foreach (var page in PagesOf(run))
            {
                var bytes = StoredPage.Write([], page);
                added.Add((slots.Count, bytes));
                slots.Add(new() { First = slots.Count == 0 ? [] : page[0].Key, Bytes = bytes.Length });
            }
        }

        return (root, slots, added);
    }

    private static IEnumerable<List<(byte[] Key, byte[] Value)>> PagesOf(List<(byte[] Key, byte[] Value)> records)
    {
        var (page, bytes, left) = (new List<(byte[] Key, byte[] Value)>(), 0, records.Sum(SizeOf));
        foreach (var record in records)
        {
            // The last one may be as long as two, so that what is added to at its end does not leave crumbs.
            if (bytes > 0 && bytes + SizeOf(record) > PageBytes && left > PageBytes)
            {
                yield return page;
                (page, bytes) = ([], 0);
            }

            page.Add(record);
            bytes += SizeOf(record);
            left -= SizeOf(record);
        }

        if (page.Count > 0) yield return page;
    }

    private static int SizeOf((byte[] Key, byte[] Value) record) => StoredPage.RecordOverhead + record.Key.Length + record.Value.Length;

    private void AddLarge(List<(RedisKey Root, List<PageSlot> Slots, List<(int At, byte[] Bytes)> New)> large)
    {
        // A matter of chance, so that no number is given twice, not even when the server has lost the last ones.
        var id = BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0) & (long.MaxValue >> 1);
        foreach (var (root, slots, added) in large)
        {
            foreach (var (at, bytes) in added)
            {
                slots[at] = new() { First = slots[at].First, Id = ++id, Bytes = bytes.Length };
                _pages.Add(reader.Keys.Page(id));
                _staged.Add((_pages[^1], bytes));
            }

            Move(root, PartitionPages.WriteTable(slots));
        }
    }

    private void Move(RedisKey root, byte[] bytes)
    {
        var staged = reader.Keys.Staged(token, _moves.Count);
        _staged.Add((staged, bytes));
        _moves.Add(staged);
        _moves.Add(root);
    }

    private void Stage()
    {
        foreach (var portion in _staged.Chunk(StagedPerQuestion))
            reader.Link.Ask(db =>
            {
                var sent = Array.ConvertAll(portion, item => db.StringSetAsync(item.Key, item.Value, StagedFor));
#pragma warning disable SER308 // Replies have a thread of their own.
                db.WaitAll(sent);
#pragma warning restore SER308
                return sent.Length;
            });
    }

    // A version is never given twice, not even when the server has lost the last ones: by how much it grows is a matter of chance.
    private int Step() => (HashCode.Combine(token) & 0xFFFFF) + 1;

    private long Exchange()
    {
        RedisKey[] keys = [reader.Keys.Writer, reader.Keys.Materializer, reader.Keys.Version, .. _moves, .. _removed, .. _pages, .. _unused];
        RedisValue[] arguments = [token, materializer ?? "", _moves.Count / 2, _removed.Count, _pages.Count, _unused.Count, (long)KeptFor.TotalMilliseconds, Step()];
        return (long)reader.Link.Ask(db => db.ScriptEvaluate(RedisScripts.Commit, keys, arguments)) switch
        {
            > 0 and var version => version,
            0 => throw new QuernException(RedisFindings.Lost(reader.Link.Settings)),
            _ => throw new QuernException(RedisFindings.Slow(reader.Link.Settings)),
        };
    }
}
