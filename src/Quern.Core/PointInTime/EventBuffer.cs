using Quern.Values;

namespace Quern.PointInTime;

/// <summary>Events of one view in the order in which they came: for each its entity's number, its times, and the columns that the view needs. <see cref="Clear"/> keeps the memory.</summary>
public sealed class EventBuffer
{
    private readonly Column[] _columns;
    private readonly int _capacity;
    private int[] _entities;

    /// <summary>An empty buffer.</summary>
    public EventBuffer(EventShape shape, int capacity = 0)
    {
        (Shape, _capacity) = (shape, capacity);
        _columns = [.. shape.Columns.Select(New)];
        _entities = capacity == 0 ? [] : GC.AllocateUninitializedArray<int>(capacity);
        Times = new(ValueKind.Timestamp, capacity);
        Known = shape.Known ? new(ValueKind.Timestamp, capacity) : null;
        EventKeys = shape.Keyed is { } kind ? New(kind) : null;
    }

    /// <summary>What is kept of each event.</summary>
    public EventShape Shape { get; }

    /// <summary>How many events there are.</summary>
    public int Count => Times.Count;

    /// <summary>The number of each event's entity; negative for an event that only replaces another.</summary>
    public ReadOnlySpan<int> Entities => _entities.AsSpan(0, Count);

    /// <summary>Each event's time, in microseconds.</summary>
    public Int64Column Times { get; }

    /// <summary>When each event was known, in microseconds; null when nobody asks.</summary>
    public Int64Column? Known { get; }

    /// <summary>Each event's key; null when the source declares none.</summary>
    public Column? EventKeys { get; private set; }

    /// <summary>The other columns.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Appends the selected rows of a batch.</summary>
    public void Append(ReadOnlySpan<int> rows, in EventRows from)
    {
        var start = Count;
        var times = Times.AppendRange(rows.Length);
        Reserve();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            _entities[start + i] = from.Entities[row];
            times[i] = from.Times[row];
        }

        if (Known is not null)
        {
            var known = Known.AppendRange(rows.Length);
            for (var i = 0; i < rows.Length; i++) known[i] = from.Known[rows[i]];
        }

        if (EventKeys is not null)
        {
            EventKeys = Lend(EventKeys, from.EventKeys!);
            EventKeys.AppendSelected(from.EventKeys!, rows);
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = Lend(_columns[i], from.Columns[i]);
            _columns[i].AppendSelected(from.Columns[i], rows);
        }
    }

    /// <summary>Appends <paramref name="count"/> events of another buffer of the same shape, from <paramref name="first"/> on.</summary>
    public void Append(EventBuffer other, int first, int count)
    {
        var start = Count;
        Times.AppendRows(other.Times, first, count);
        Reserve();
        other._entities.AsSpan(first, count).CopyTo(_entities.AsSpan(start));
        Known?.AppendRows(other.Known!, first, count);
        EventKeys?.AppendRows(other.EventKeys!, first, count);
        for (var i = 0; i < _columns.Length; i++) _columns[i].AppendRows(other._columns[i], first, count);
    }

    /// <summary>Forgets all events and keeps the memory.</summary>
    public void Clear()
    {
        Times.Clear();
        Known?.Clear();
        EventKeys?.Clear();
        foreach (var column in _columns) column.Clear();
    }

    // The batches of one thread share their texts, and lend them to the buffer, so that only codes need be copied.
    private Column Lend(Column own, Column from) =>
        own is TextColumn { Count: 0 } mine && from is TextColumn text && !ReferenceEquals(mine.Pool, text.Pool) ? new TextColumn(text.Kind, text.Pool, _capacity) : own;

    private Column New(ValueKind kind) => Column.Create(kind, DataType.Scalar(kind).IsFixedWidth ? _capacity : 0);

    private void Reserve()
    {
        if (_entities.Length < Count) Array.Resize(ref _entities, Math.Max(Count, _entities.Length * 2));
    }
}
