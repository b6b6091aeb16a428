using System.Buffers.Binary;
using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Engine.Parts;

/// <summary>
/// Reads views of which some are over shared streams, as if all lay in one store. A record belongs to the view whose number it begins with, and a view over a shared stream is read from the part of the entity. Each part is as of one
/// commit of its own; an entity lies in one part of a stream, so none is seen half.
/// </summary>
internal sealed class SharedSnapshot : IOnlineSnapshot
{
    private readonly ISharedState _parts;
    private readonly IOnlineSnapshot _main;
    private readonly bool _hasMain;
    private readonly HeldParts[] _streams;
    private readonly SharedView[] _views;
    private readonly ReadEntity[] _entities;
    private readonly PartitionList _mainList = new();
    private readonly List<WantedPartitions> _wanted = [];
    private IOnlineSnapshot? _range;

    public SharedSnapshot(IOnlineStore main, ISharedState parts, IReadOnlyCollection<ViewPlan> views)
    {
        (_parts, _main) = (parts, main.OpenSnapshot(views));
        _streams = [.. views.Select(StreamOf).OfType<SharedStream>().Distinct().Select(stream => new HeldParts(stream, parts))];
        _views = [.. views.Where(view => StreamOf(view) is not null).DistinctBy(view => (view.Reference, view.Hash)).Select(view => new SharedView(OnlineCatalog.Key(view.Reference, view.Hash), HeldOf(view)!))];
        _entities = [.. views.GroupBy(view => view.Definition.Entity.Name).Select(group => new ReadEntity(
            Partition.Prefix(group.Key), group.Any(view => StreamOf(view) is null), [.. group.Select(HeldOf).OfType<HeldParts>().Distinct()]))];
        _hasMain = views.Any(view => StreamOf(view) is null);
    }

    public bool Prefetches => true;

    /// <summary>Of all states that are held: parts are numbered apart from each other, so that others of them are another version too.</summary>
    public long Version
    {
        get
        {
            var version = _hasMain ? _main.Version : 0;
            foreach (var stream in _streams) version = stream.MixInto(version);
            return version;
        }
    }

    public void Renew() => Release();

    public void Release()
    {
        _main.Release();
        foreach (var stream in _streams) stream.Release();
        _range = null;
    }

    public void Dispose()
    {
        _main.Dispose();
        foreach (var stream in _streams) stream.Dispose();
    }

    public void Prefetch(PartitionList partitions)
    {
        _mainList.Clear();
        foreach (var stream in _streams) stream.Clear();
        for (var i = 0; i < partitions.Count; i++)
        {
            var partition = partitions[i];
            if (EntityOf(partition) is not { } entity) continue;
            if (entity.IsInMain) _mainList.Add(partition);
            foreach (var stream in entity.Streams) stream.Add(entity.KeyOf(partition), partition);
        }

        Fetch();
    }

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        if (!partition.SequenceEqual(Partition.Catalog)) return Of(partition, record).TryGet(partition, record, out value);
        foreach (var view in _views)
            if (record.SequenceEqual(view.Key))
                return TryGetState(view, out value);
        return _main.TryGet(partition, record, out value);
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from) => (_range = Of(partition, from)).Seek(partition, from);

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end) => (_range = Of(partition, end)).SeekBefore(partition, end);

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        record = value = default;
        return _range is not null && _range.Next(out record, out value);
    }

    public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit) => _main.VisitPartitions(from, end, visit);

    public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit) => _main.VisitPage(from, end, after, most, visit);

    public void VisitRecords(RecordVisit visit) => _main.VisitRecords(visit);

    // Of no entity yet, as when somebody asks how far a view is, it is the state that all parts have.
    private bool TryGetState(SharedView view, out ReadOnlySpan<byte> value)
    {
        if (!view.Stream.IsHeld)
        {
            _mainList.Clear();
            foreach (var stream in _streams) stream.Clear();
            view.Stream.AddAll();
            Fetch();
        }

        value = view.Stream.StateOf(view.Key);
        if (value.IsEmpty) return false;
        view.Number = ViewStateCodec.NumberOf(value);
        return true;
    }

    private void Fetch()
    {
        _wanted.Clear();
        if (_mainList.Count > 0) _wanted.Add(new(_main, _mainList));
        foreach (var stream in _streams) stream.AddTo(_wanted);
        if (_wanted.Count > 0) _parts.Fetch(_wanted);
    }

    private IOnlineSnapshot Of(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record)
    {
        var number = record.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(record) : 0;
        foreach (var view in _views)
            if (view.Number == number && number != 0 && EntityOf(partition) is { } entity)
                return view.Stream.Of(entity.KeyOf(partition));
        return _main;
    }

    private ReadEntity? EntityOf(ReadOnlySpan<byte> partition)
    {
        foreach (var entity in _entities)
            if (partition.StartsWith(entity.Prefix))
                return entity;
        return null;
    }

    private SharedStream? StreamOf(ViewPlan view) => view.Definition.Source.Stream is { } stream ? _parts.Streams.GetValueOrDefault(stream) : null;

    private HeldParts? HeldOf(ViewPlan view) => StreamOf(view) is { } stream ? _streams.Single(held => held.Stream == stream) : null;

    private sealed record ReadEntity(byte[] Prefix, bool IsInMain, HeldParts[] Streams)
    {
        public ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> partition) => partition[Prefix.Length..];
    }

    private sealed class SharedView(byte[] key, HeldParts stream)
    {
        public byte[] Key => key;

        public HeldParts Stream => stream;

        /// <summary>Gets or sets the number that its records begin with, in every part; 0 while it is not known.</summary>
        public int Number { get; set; }
    }
}
