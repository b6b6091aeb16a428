using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>
/// The keys of one project: a prefix, a letter for what it is, and for a partition its own bytes. In a cluster the prefix stands in braces, so that all of them lie on one server: a commit is one step there.
/// </summary>
internal sealed class RedisKeys
{
    private readonly byte[] _root;
    private readonly string _prefix;

    public RedisKeys(string prefix, bool isCluster)
        : this(isCluster ? $"{{{prefix}}}" : prefix)
    {
    }

    private RedisKeys(string prefix, string? lockedBy = null)
    {
        _prefix = prefix;
        _root = Encoding.UTF8.GetBytes($"{_prefix}:e:");
        Roots = new(_root.Length);
        Materializer = $"{lockedBy ?? _prefix}:materializer";
    }

    /// <summary>The keys of the log and of the state of one part of a stream: braces make them lie in one slot, another one than those of other parts. Whoever holds the part may write both.</summary>
    public static (RedisKeys Log, RedisKeys State) OfPart(string prefix, string part)
    {
        var own = $"{{{prefix}/{part}}}";
        return (new($"{own}:log", own), new($"{own}:state", own));
    }

    /// <summary>Gets what says whose the keys are, and in which form.</summary>
    public RedisKey Owner => $"{_prefix}:owner";

    /// <summary>Gets how many commits there have been.</summary>
    public RedisKey Version => $"{_prefix}:version";

    /// <summary>Gets who writes.</summary>
    public RedisKey Writer => $"{_prefix}:writer";

    /// <summary>Gets who materializes.</summary>
    public RedisKey Materializer { get; }

    /// <summary>Gets who works on shared streams, and what each says of itself.</summary>
    public RedisKey Workers => $"{_prefix}:workers";

    /// <summary>The key of what workers wrote on a day, counted since 1970.</summary>
    public RedisKey Usage(long day) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}:usage:{day}");

    /// <summary>The key of how a shared stream is cut into parts.</summary>
    public RedisKey Shape(string stream) => $"{_prefix}:shared:{stream}";

    /// <summary>Gets whose log the streams' events are taken from.</summary>
    public RedisKey Log => $"{_prefix}:log";

    /// <summary>Gets what keys of partitions' roots look like, as SCAN has it.</summary>
    public string RootPattern => Escape($"{_prefix}:e:") + "*";

    /// <summary>Gets what compares keys of roots.</summary>
    public PartitionComparer Roots { get; }

    /// <summary>The key of a partition's root.</summary>
    public byte[] Root(ReadOnlySpan<byte> partition)
    {
        var key = new byte[_root.Length + partition.Length];
        _root.CopyTo(key, 0);
        partition.CopyTo(key.AsSpan(_root.Length));
        return key;
    }

    public RedisKey Page(long id) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}:p:{id}");

    /// <summary>The key of what is written and not yet committed.</summary>
    public RedisKey Staged(string token, int number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}:s:{token}:{number}");

    /// <summary>The partition of a root's key.</summary>
    public ReadOnlySpan<byte> PartitionOf(byte[] root) => root.AsSpan(_root.Length);

    private static string Escape(string text) => string.Concat(text.Select(letter => letter is '*' or '?' or '[' or ']' or '\\' or '^' ? "\\" + letter : letter.ToString()));
}
