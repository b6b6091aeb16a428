using Quern.Engine.Online;
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
    private readonly Dictionary<byte[], PartitionPages> _held = new(PartitionComparer.Instance);
    private readonly Dictionary<byte[], PartitionPages>.AlternateLookup<ReadOnlySpan<byte>> _find;
    private readonly List<RedisKey> _missing = [];
    private long? _version;

    public RedisSnapshot(PartitionReader reader)
    {
        (_reader, _scan) = (reader, new(reader));
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
            if (!_find.ContainsKey(partitions[i]))
            {
                _missing.Add(_reader.Keys.Root(partitions[i]));
                // One that is named twice is fetched once.
                _find[partitions[i]] = null!;
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
        if (_find.TryGetValue(partition, out var pages)) return pages;
        _missing.Clear();
        _missing.Add(_reader.Keys.Root(partition));
        Fetch();
        return _find[partition];
    }

    protected override IRecordPage Load(PageSlot slot) => _reader.Page(slot) ?? throw new SnapshotMovedException();

    private void Fetch()
    {
        try
        {
            var (version, pages) = _reader.Read(_missing);
            if (_version is { } held && held != version) throw new SnapshotMovedException();
            _version = version;
            for (var i = 0; i < pages.Length; i++) _find[_reader.Keys.PartitionOf((byte[])_missing[i]!)] = pages[i];
        }
        catch
        {
            Release();
            throw;
        }
    }
}
