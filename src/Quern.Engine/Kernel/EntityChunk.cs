using Quern.Engine.Events;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>The events and rows of some entities that came one after the other. Entities are numbered in that order.</summary>
internal sealed class EntityChunk
{
    private readonly EventShape _shape;
    private readonly List<int> _entities = [];
    private readonly Int64Column _times = new(ValueKind.Timestamp);
    private readonly Int64Column? _known;
    private readonly Column? _keys;
    private readonly Column[] _columns;
    private readonly List<long>? _replaced;

    public EntityChunk(ViewScan scan)
    {
        _shape = scan.Shape;
        _columns = [.. _shape.Columns.Select(kind => Column.Create(kind))];
        _known = _shape.Known ? new(ValueKind.Timestamp) : null;
        _keys = _shape.Keyed is { } kind ? Column.Create(kind) : null;
        _replaced = _keys is null ? null : [];
    }

    /// <summary>A row that asks.</summary>
    internal readonly record struct Row(int Entity, long Time, long Number, int Item);

    public int Entities { get; private set; }

    public List<Row> Rows { get; } = [];

    public int Lines => Rows.Count + _entities.Count;

    /// <summary>When each event is replaced; null where none can be.</summary>
    public long[]? Replaced => _replaced?.ToArray();

    public void BeginEntity() => Entities++;

    public bool TryAddRow(long time, long number, int item)
    {
        Rows.Add(new(Entities - 1, time, number, item));
        return true;
    }

    /// <summary>Adds an event; false when its words are not those of the view.</summary>
    public bool TryAddEvent(long time, ReadOnlySpan<byte> content)
    {
        _entities.Add(Entities - 1);
        _times.Append(time);
        if (_known is not null && (!KernelToken.TryRead(KernelToken.Next(ref content), _known) || _known.IsNull(_known.Count - 1))) return false;
        if (_keys is not null && !KernelToken.TryRead(KernelToken.Next(ref content), _keys)) return false;
        foreach (var column in _columns)
            if (!KernelToken.TryRead(KernelToken.Next(ref content), column))
                return false;
        if (_replaced is null) return content.IsEmpty;
        var word = KernelToken.Next(ref content);
        var replaced = long.MaxValue;
        if (!word.SequenceEqual(KernelToken.Null) && !KernelToken.TryReadNumber(word, out replaced)) return false;
        _replaced.Add(replaced);
        return content.IsEmpty;
    }

    /// <summary>The events in the order in which they came.</summary>
    public EventBuffer Events()
    {
        var buffer = new EventBuffer(_shape);
        int[] all = [.. Enumerable.Range(0, _entities.Count)];
        buffer.Append(all, new EventRows
        {
            Entities = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entities),
            Times = _times.Values,
            Known = _known is null ? default : _known.Values,
            EventKeys = _keys,
            Columns = _columns,
        });
        return buffer;
    }
}
