using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>Fetches roots and pages, and finds damage.</summary>
internal sealed class PartitionReader(RedisLink link, RedisKeys keys, PageCache cache)
{
    // An answer of some megabytes; more at once would keep other readers of the connection waiting.
    private const int KeysPerQuestion = 1_000;

    public RedisKeys Keys => keys;

    public RedisLink Link => link;

    /// <summary>Fetches the version and roots at one stroke, and puts the roots into a dictionary.</summary>
    /// <returns>The version.</returns>
    public long Read(IReadOnlyList<byte[]> roots, Dictionary<byte[], PartitionPages?> partitions)
    {
        var asked = Question(roots);
        return Read(roots, asked, link.Ask(db => db.StringGet(asked)), partitions);
    }

    /// <summary>The keys to ask for at one stroke: the roots and the version.</summary>
    public RedisKey[] Question(IReadOnlyList<byte[]> roots)
    {
        var asked = new RedisKey[roots.Count + 1];
        asked[^1] = keys.Version;
        for (var i = 0; i < roots.Count; i++) asked[i] = roots[i];
        return asked;
    }

    /// <summary>Puts the answer to such a question into a dictionary.</summary>
    /// <returns>The version.</returns>
    public long Read(IReadOnlyList<byte[]> roots, RedisKey[] asked, RedisValue[] answer, Dictionary<byte[], PartitionPages?> partitions)
    {
        for (var i = 0; i < roots.Count; i++) partitions[roots[i]] = Partition(asked[i], answer[i]);
        return VersionOf(answer[^1]);
    }

    /// <summary>Fetches roots in portions, where nobody writes meanwhile or it does not matter.</summary>
    public IEnumerable<(byte[] Root, PartitionPages Pages)> ReadMany(IEnumerable<byte[]> roots)
    {
        foreach (var portion in roots.Chunk(KeysPerQuestion))
        {
            var asked = Array.ConvertAll(portion, root => (RedisKey)root);
            var answer = link.Ask(db => db.StringGet(asked));
            for (var i = 0; i < portion.Length; i++) yield return (portion[i], Partition(asked[i], answer[i]));
        }
    }

    public long Version() => VersionOf(link.Ask(db => db.StringGet(keys.Version)));

    /// <summary>A page of a large partition; null when it is no longer there.</summary>
    public IRecordPage? Page(PageSlot slot)
    {
        if (cache.Find(slot.Id) is { } known) return known;
        var key = keys.Page(slot.Id);
        var bytes = (byte[]?)link.Ask(db => db.StringGet(key));
        if (bytes is null) return null;
        var page = StoredPage.Read(bytes) ?? throw Damaged(key);
        cache.Add(slot.Id, page, bytes.Length);
        return page;
    }

    public QuernException Damaged(RedisKey key) => new(RedisFindings.Damaged(link.Settings, key.ToString()));

    private static long VersionOf(RedisValue value) => value.IsNull ? 0 : (long)value;

    private PartitionPages Partition(RedisKey key, RedisValue root)
    {
        if (root.IsNull) return PartitionPages.Empty();
        return PartitionPages.Read((byte[])root!) ?? throw Damaged(key);
    }
}
