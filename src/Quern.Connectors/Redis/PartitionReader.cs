using System.Buffers.Text;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>Fetches roots and pages, and finds damage.</summary>
/// <param name="link">The server.</param>
/// <param name="keys">What the keys are.</param>
/// <param name="cache">Keeps pages.</param>
/// <param name="connections">Where many roots are read at once; null to ask the driver, as in a cluster, where keys move.</param>
internal sealed class PartitionReader(RedisLink link, RedisKeys keys, PageCache cache, ReadConnections? connections = null)
{
    // An answer of some megabytes; more at once would keep other readers of the connection waiting.
    private const int KeysPerQuestion = 1_000;
    private readonly byte[] _version = keys.Version!;

    public RedisKeys Keys => keys;

    public RedisLink Link => link;

    /// <summary>Fetches roots and the version at one stroke.</summary>
    /// <param name="roots">The roots' keys; used.</param>
    /// <param name="replies">Where they come to lie.</param>
    /// <param name="partitions">The partitions are added to it.</param>
    /// <returns>The version.</returns>
    public long Read(List<byte[]> roots, Replies replies, List<PartitionPages> partitions)
    {
        if (connections is null)
        {
            var asked = Question(roots);
            return Read(asked, link.Ask(db => db.StringGet(asked)), partitions);
        }

        roots.Add(_version);
        connections.Read(CollectionsMarshal.AsSpan(roots), replies);
        for (var i = 0; i < roots.Count - 1; i++) partitions.Add(Partition(roots[i], replies[i]));
        return VersionOf(replies[roots.Count - 1]);
    }

    /// <summary>The keys to ask for at one stroke: the roots and the version.</summary>
    public RedisKey[] Question(IReadOnlyList<byte[]> roots)
    {
        var asked = new RedisKey[roots.Count + 1];
        asked[^1] = keys.Version;
        for (var i = 0; i < roots.Count; i++) asked[i] = roots[i];
        return asked;
    }

    /// <summary>Adds the partitions of the answer to such a question.</summary>
    /// <returns>The version.</returns>
    public long Read(RedisKey[] asked, RedisValue[] answer, List<PartitionPages> partitions)
    {
        for (var i = 0; i < asked.Length - 1; i++) partitions.Add(Partition(asked[i], BytesOf(answer[i])));
        return VersionOf(answer[^1]);
    }

    /// <summary>Fetches roots in portions, where nobody writes meanwhile or it does not matter.</summary>
    public IEnumerable<(byte[] Root, PartitionPages Pages)> ReadMany(IEnumerable<byte[]> roots)
    {
        foreach (var portion in roots.Chunk(KeysPerQuestion))
        {
            var asked = Array.ConvertAll(portion, root => (RedisKey)root);
            var answer = link.Ask(db => db.StringGet(asked));
            for (var i = 0; i < portion.Length; i++) yield return (portion[i], Partition(asked[i], BytesOf(answer[i])));
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

    private static ReadOnlyMemory<byte>? BytesOf(RedisValue value) => value.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)value;

    private long VersionOf(ReadOnlyMemory<byte>? value) => value is not { Span: var text } ? 0 : Utf8Parser.TryParse(text, out long version, out var used) && used == text.Length ? version : throw Damaged(keys.Version);

    private PartitionPages Partition(RedisKey key, ReadOnlyMemory<byte>? root) => root is not { } bytes ? PartitionPages.Empty() : PartitionPages.Read(bytes) ?? throw Damaged(key);
}
