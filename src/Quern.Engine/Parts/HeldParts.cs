using Quern.Engine.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Parts;

/// <summary>The parts of a stream that a snapshot has read from since it was renewed. For one thread.</summary>
internal sealed class HeldParts(SharedStream stream, ISharedState parts) : IDisposable
{
    private readonly IOnlineSnapshot?[] _snapshots = new IOnlineSnapshot?[stream.Parts];
    private readonly PartitionList?[] _lists = new PartitionList?[stream.Parts];
    private readonly SortedSet<int> _held = [];
    private readonly SortedSet<int> _asked = [];

    public SharedStream Stream => stream;

    /// <summary>Gets whether any part is held.</summary>
    public bool IsHeld => _held.Count > 0;

    /// <summary>Forgets what is asked for.</summary>
    public void Clear()
    {
        foreach (var part in _asked) _lists[part]!.Clear();
        _asked.Clear();
    }

    /// <summary>Asks for a partition of an entity.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> partition) => Ask(stream.PartOf(key)).Add(partition);

    /// <summary>Asks for the catalogs of all parts.</summary>
    public void AddAll()
    {
        for (var part = 0; part < stream.Parts; part++) Ask(part);
    }

    /// <summary>Adds what is asked for.</summary>
    public void AddTo(List<WantedPartitions> wanted)
    {
        foreach (var part in _asked)
        {
            _held.Add(part);
            wanted.Add(new(_snapshots[part]!, _lists[part]!));
        }
    }

    /// <summary>The snapshot of an entity's part.</summary>
    public IOnlineSnapshot Of(ReadOnlySpan<byte> key)
    {
        var part = stream.PartOf(key);
        _held.Add(part);
        return Open(part);
    }

    /// <summary>What the parts that are held have in common of a view's state, as the catalog keeps it; empty when one of them has none.</summary>
    public ReadOnlySpan<byte> StateOf(byte[] view)
    {
        ReadOnlySpan<byte> only = default;
        ViewState? common = null;
        foreach (var part in _held)
        {
            if (!_snapshots[part]!.TryGet(Partition.Catalog, view, out var value)) return default;
            if (_held.Count == 1) only = value;
            else common = Common(common, ViewStateCodec.Read(value));
        }

        return common is null ? only : ViewStateCodec.Write(common);
    }

    /// <summary>A version that differs when another part is held, or something was committed to one.</summary>
    public long MixInto(long version)
    {
        foreach (var part in _held) version = unchecked((long)StableHash.Of(version ^ _snapshots[part]!.Version ^ ((part + 1L) << 48)));
        return version;
    }

    public void Release()
    {
        foreach (var part in _held) _snapshots[part]!.Release();
        _held.Clear();
    }

    public void Dispose()
    {
        foreach (var snapshot in _snapshots) snapshot?.Dispose();
    }

    // What one part no longer keeps in detail is not answered from any, so that a request has one answer to how far back it may look.
    private static ViewState Common(ViewState? one, ViewState other)
    {
        if (one is null) return other;
        var isWhole = one.Covered.Count > 0 && other.Covered.Count > 0;
        return one with
        {
            Covered = isWhole ? one.Covered : [],
            RetainedFrom = new Instant(Math.Max(one.RetainedFrom.Microseconds, other.RetainedFrom.Microseconds)),
            LogPosition = 0,
        };
    }

    // The catalog comes with the entities, so that a request is one round trip whatever was committed.
    private PartitionList Ask(int part)
    {
        var list = _lists[part] ??= new();
        if (!_asked.Add(part)) return list;
        Open(part);
        list.Add(Partition.Catalog);
        return list;
    }

    private IOnlineSnapshot Open(int part) => _snapshots[part] ??= parts.OpenPart(stream.Name, part);
}
