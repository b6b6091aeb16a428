using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// The events of one view, or of one part of its entities, sorted: entity by entity, within an entity in the total order (time, event key, row). Made by a counting sort over entities,
/// which keeps the order of arrival; only entities whose events did not arrive in order of time are sorted again. A table can be filled again, and keeps its memory.
/// </summary>
public sealed class EventTable
{
    private EventBuffer? _buffer;
    private EntityPartition _partition;
    private int[] _starts = [0];
    private int[] _order = [];
    private int[] _next = [];
    private long[] _times = [];
    private long[] _known = [];
    private long[] _superseded = [];
    private long[] _keys = [];
    private bool _hasSuperseded;

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The columns in order of arrival; an event's row in them is <see cref="RowOf"/>.</summary>
    public IReadOnlyList<Column> Columns => Buffer.Columns;

    /// <summary>The event keys in order of arrival; null when the source declares none.</summary>
    public Column? EventKeys => Buffer.EventKeys;

    /// <summary>Which of <see cref="Columns"/> break ties, after the event key.</summary>
    public IReadOnlyList<int> Ties => Buffer.Shape.Ties;

    private EventBuffer Buffer => _buffer ?? throw new InvalidOperationException("The table was not filled.");

    private ReadOnlySpan<int> Order => _order.AsSpan(0, Count);

    /// <summary>Sorts the events of a buffer, which must not change while the table is in use, in place of what the table held.</summary>
    /// <param name="buffer">The events.</param>
    /// <param name="entities">How many entities there are in all.</param>
    /// <param name="partition">Of which the buffer has one part.</param>
    /// <param name="byKnown">Whether known-at comes after time in the order, before event key and row, as attribute views have it.</param>
    /// <param name="asKnown">Whether superseded events stay, up to when they were; otherwise only the last version of each event does.</param>
    /// <param name="replaced">When each event of the buffer is superseded, <see cref="long.MaxValue"/> for never, where whoever collected them has seen versions that are not among them; null to find out here.</param>
    public void Sort(EventBuffer buffer, int entities, EntityPartition partition, bool byKnown, bool asKnown, long[]? replaced = null)
    {
        (_buffer, _partition) = (buffer, partition);
        var columns = new List<Column>();
        if (byKnown && buffer.Known is { } known) columns.Add(known);
        if (buffer.EventKeys is { } keys) columns.Add(keys);
        foreach (var tie in Ties) columns.Add(buffer.Columns[tie]);
        var superseded = buffer.EventKeys is null ? null : replaced ?? EventVersions.Supersede(buffer, [.. columns]);
        ByEntity(entities, asKnown ? null : superseded);
        ByTime();
        if (columns.Count > 0) ByTies([.. columns]);
        Gather(buffer.Times.Values, ref _times);
        if (buffer.Known is not null) Gather(buffer.Known.Values, ref _known);
        _hasSuperseded = asKnown && superseded is not null;
        if (_hasSuperseded) Gather(superseded, ref _superseded);
    }

    /// <summary>Where the events of an entity are among all, first included and end excluded.</summary>
    public (int Start, int End) Range(int entity) => _partition.PlaceOf(entity) is var place && place + 1 < _starts.Length ? (_starts[place], _starts[place + 1]) : (0, 0);

    /// <summary>The times of the events of a range, ascending, in microseconds.</summary>
    public ReadOnlySpan<long> Times(int start, int end) => _times.AsSpan(start, end - start);

    /// <summary>When the events of a range were known; empty when that was not kept.</summary>
    public ReadOnlySpan<long> Known(int start, int end) => Buffer.Known is null ? default : _known.AsSpan(start, end - start);

    /// <summary>When the events of a range were replaced by a later version of themselves, <see cref="long.MaxValue"/> for never; empty when none can be.</summary>
    public ReadOnlySpan<long> Superseded(int start, int end) => _hasSuperseded ? _superseded.AsSpan(start, end - start) : default;

    /// <summary>The row in <see cref="Columns"/> of an event.</summary>
    public int RowOf(int @event) => _order[@event];

    /// <summary>Appends one column, in the order of this table, to <paramref name="target"/>, an empty column of the same kind.</summary>
    public void CopySorted(int column, Column target) => target.AppendSelected(Buffer.Columns[column], Order);

    private void ByEntity(int entities, long[]? superseded)
    {
        var numbers = Buffer.Entities;
        var places = entities == 0 ? 0 : _partition.PlaceOf(entities - 1) + 1;
        if (_starts.Length != places + 1) (_starts, _next) = (new int[places + 1], new int[places]);
        else Array.Clear(_starts);
        for (var i = 0; i < numbers.Length; i++)
            if (Counts(numbers, superseded, i))
                _starts[_partition.PlaceOf(numbers[i]) + 1]++;
        for (var place = 0; place < places; place++) _starts[place + 1] += _starts[place];
        Count = _starts[places];
        if (_order.Length < Count) _order = new int[Math.Max(Count, _order.Length * 2)];
        Array.Copy(_starts, _next, places);
        for (var i = 0; i < numbers.Length; i++)
            if (Counts(numbers, superseded, i))
                _order[_next[_partition.PlaceOf(numbers[i])]++] = i;
    }

    private static bool Counts(ReadOnlySpan<int> entities, long[]? superseded, int row) => entities[row] >= 0 && (superseded is null || superseded[row] == long.MaxValue);

    private void ByTime()
    {
        var times = Buffer.Times.Values;
        for (var place = 0; place + 1 < _starts.Length; place++)
        {
            var rows = _order.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);
            if (IsAscending(times, rows)) continue;
            if (_keys.Length < rows.Length) _keys = new long[Math.Max(rows.Length, _keys.Length * 2)];
            for (var i = 0; i < rows.Length; i++) _keys[i] = times[rows[i]];
            _keys.AsSpan(0, rows.Length).Sort(rows);
        }
    }

    private static bool IsAscending(ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        for (var i = 1; i < rows.Length; i++)
            if (times[rows[i]] < times[rows[i - 1]])
                return false;
        return true;
    }

    private void ByTies(Column[] columns)
    {
        var times = Buffer.Times.Values;
        Comparison<int> compare = (left, right) => RowEncoding.Compare(columns, left, right);
        for (var place = 0; place + 1 < _starts.Length; place++)
        {
            var rows = _order.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);
            for (var first = 0; first < rows.Length;)
            {
                var (last, time) = (first + 1, times[rows[first]]);
                while (last < rows.Length && times[rows[last]] == time) last++;
                if (last - first > 1) rows[first..last].Sort(compare);
                first = last;
            }
        }
    }

    private void Gather(ReadOnlySpan<long> values, ref long[] target)
    {
        if (target.Length < Count) target = GC.AllocateUninitializedArray<long>(Math.Max(Count, target.Length * 2));
        var order = Order;
        for (var i = 0; i < order.Length; i++) target[i] = values[order[i]];
    }
}
