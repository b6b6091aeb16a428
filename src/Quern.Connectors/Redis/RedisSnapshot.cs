using Quern.Engine.Online;

namespace Quern.Connectors.Redis;

/// <summary>
/// Reads committed state. What is fetched together is of one commit; the first that is fetched says of which, and what is fetched later is of that one too, or refused. A page that a snapshot may still need stays for some
/// seconds after it is out of use.
/// </summary>
internal sealed class RedisSnapshot : RedisRecords, IOnlineSnapshot
{
    private readonly PartitionReader _reader;
    private readonly PartitionScan _scan;
    // By the keys of their roots; null while one is being fetched.
    private readonly Dictionary<byte[], PartitionPages?> _held;
    private readonly Dictionary<byte[], PartitionPages?>.AlternateLookup<ReadOnlySpan<byte>> _find;
    private readonly List<byte[]> _missing = [];
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
        _version = null;
        EndRange();
    }

    public void Dispose() => Release();

    public override void Prefetch(PartitionList partitions)
    {
        _missing.Clear();
        for (var i = 0; i < partitions.Count; i++)
        {
            // One that is named twice is fetched once.
            if (_find.ContainsKey(partitions[i])) continue;
            _missing.Add(_reader.Keys.Root(partitions[i]));
            _held.Add(_missing[^1], null);
        }

        if (_missing.Count > 0) Fetch();
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
        if (_find.TryGetValue(partition, out var pages)) return pages!;
        _missing.Clear();
        _missing.Add(_reader.Keys.Root(partition));
        Fetch();
        return _held[_missing[0]]!;
    }

    protected override IRecordPage Load(PageSlot slot) => _reader.Page(slot) ?? throw new SnapshotMovedException();

    private void Fetch()
    {
        try
        {
            var version = _reader.Read(_missing, _held);
            if (_version is { } held && held != version) throw new SnapshotMovedException();
            _version = version;
        }
        catch
        {
            Release();
            throw;
        }
    }
}
