using Quern.Engine.Online;
using Quern.Engine.Parts;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>
/// Reads committed state. What is fetched together is of one commit; the first that is fetched says of which, and what is fetched later is of that one too, or refused. A page that a snapshot may still need stays for some
/// seconds after it is out of use.
/// </summary>
internal sealed class RedisSnapshot : RedisRecords, IOnlineSnapshot
{
    private readonly PartitionReader _reader;
    private readonly PartitionScan _scan;
    // Places among the pages by the keys of roots; those that are missing are fetched in the order of their places.
    private readonly Dictionary<byte[], int> _held;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _find;
    private readonly List<PartitionPages> _pages = [];
    private readonly List<byte[]> _missing = [];
    private readonly Replies _replies = new();
    private long? _version;

    public RedisSnapshot(PartitionReader reader)
    {
        (_reader, _scan, _held) = (reader, new(reader), new(reader.Keys.Roots));
        _find = _held.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public long Version => _version ??= _reader.Version();

    public void Renew() => Release();

    public void Release()
    {
        _held.Clear();
        _pages.Clear();
        _replies.Clear();
        _version = null;
        EndRange();
    }

    public void Dispose() => Release();

    public override void Prefetch(PartitionList partitions)
    {
        FindMissing(partitions);
        if (_missing.Count > 0) Fetch();
    }

    /// <summary>Fetches for several snapshots, whose questions are all asked before the first answer is waited for.</summary>
    public static void Prefetch(IReadOnlyList<WantedPartitions> wanted)
    {
        if (wanted.Count == 1)
        {
            wanted[0].Snapshot.Prefetch(wanted[0].Partitions);
            return;
        }

        var asked = new List<(RedisSnapshot Snapshot, RedisKey[] Keys, Task<RedisValue[]> Answer)>(wanted.Count);
        foreach (var (snapshot, partitions) in wanted)
        {
            var redis = (RedisSnapshot)snapshot;
            redis.FindMissing(partitions);
            if (redis._missing.Count == 0) continue;
            var keys = redis._reader.Question(redis._missing);
            asked.Add((redis, keys, redis._reader.Link.Ask(db => db.StringGetAsync(keys))));
        }

        try
        {
#pragma warning disable SER308 // Replies have a thread of their own.
            foreach (var (snapshot, keys, answer) in asked) snapshot.Hold(keys, snapshot._reader.Link.Ask(db => db.Wait(answer)));
#pragma warning restore SER308
        }
        catch
        {
            foreach (var (snapshot, _, _) in asked) snapshot.Release();
            throw;
        }
    }

    private void FindMissing(PartitionList partitions)
    {
        _missing.Clear();
        for (var i = 0; i < partitions.Count; i++)
        {
            var root = _reader.Keys.Root(partitions[i]);
            // One that is named twice is fetched once.
            if (_held.TryAdd(root, _pages.Count + _missing.Count)) _missing.Add(root);
        }
    }

    public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit)
    {
        _scan.Visit(from, end, visit);
        return 0;
    }

    public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit) => _scan.VisitPage(from, end, after, most, visit);

    public void VisitRecords(RecordVisit visit) => _scan.VisitRecords(visit);

    protected override PartitionPages Find(ReadOnlySpan<byte> partition)
    {
        if (_find.TryGetValue(partition, out var place)) return _pages[place];
        _missing.Clear();
        _missing.Add(_reader.Keys.Root(partition));
        _held.Add(_missing[0], _pages.Count);
        Fetch();
        return _pages[^1];
    }

    protected override IRecordPage Load(PageSlot slot) => _reader.Page(slot) ?? throw new SnapshotMovedException();

    private void Hold(RedisKey[] keys, RedisValue[] answer) => Hold(_reader.Read(keys, answer, _pages));

    private void Hold(long version)
    {
        if (_version is { } held && held != version) throw new SnapshotMovedException();
        _version = version;
    }

    private void Fetch()
    {
        try
        {
            Hold(_reader.Read(_missing, _replies, _pages));
        }
        catch
        {
            Release();
            throw;
        }
    }
}
