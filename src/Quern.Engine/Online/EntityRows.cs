using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Events of one entity for one view, as arrays, in order of time: for each its time, when it was known, what breaks ties (event key and row, encoded; empty where the
/// view needs no order), and the view's arguments or attributes. It is filled, used and cleared for one entity after the other.
/// </summary>
public sealed class EntityRows
{
    private const int MostTexts = 1 << 20;
    private readonly IReadOnlyList<ValueKind> _kinds;
    private readonly Column[] _columns;
    private long[] _times;
    private long[] _known;
    private int[] _tieEnds;
    private byte[] _ties = [];
    private int _tieBytes;

    /// <summary>Rows with columns of the given kinds.</summary>
    public EntityRows(IReadOnlyList<ValueKind> kinds)
        : this(kinds, 0)
    {
    }

    /// <summary>Rows with room for so many from the start.</summary>
    internal EntityRows(IReadOnlyList<ValueKind> kinds, int capacity)
    {
        _kinds = kinds;
        _columns = [.. kinds.Select(kind => Column.Create(kind, capacity))];
        (_times, _known, _tieEnds) = (Room<long>(capacity), Room<long>(capacity), Room<int>(capacity));

        static T[] Room<T>(int capacity) => GC.AllocateUninitializedArray<T>(Math.Max(16, capacity));
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The event times, in microseconds, ascending.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>When each row was known, in microseconds.</summary>
    public ReadOnlySpan<long> KnownAt => _known.AsSpan(0, Count);

    /// <summary>The arguments or attributes.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Gets the same for those who go through them row by row: a list makes an enumerator each time.</summary>
    internal ReadOnlySpan<Column> ColumnSpan => _columns;

    /// <summary>What breaks ties between a row and others of the same time.</summary>
    public ReadOnlyMemory<byte> Tie(int row)
    {
        var start = row == 0 ? 0 : _tieEnds[row - 1];
        return _ties.AsMemory(start, _tieEnds[row] - start);
    }

    /// <summary>Appends a row.</summary>
    /// <param name="time">Its event time, in microseconds; not before that of the row before.</param>
    /// <param name="knownAt">When it was known, in microseconds; only attribute views look at it.</param>
    /// <param name="tie">Its event key and row, encoded.</param>
    /// <param name="columns">Where its values are: at least as many columns as there are here, in the same order.</param>
    /// <param name="row">Which row of those columns it is.</param>
    public void Add(long time, long knownAt, ReadOnlySpan<byte> tie, IReadOnlyList<Column> columns, int row)
    {
        if (Count > 0 && time < _times[Count - 1]) throw new ArgumentException("Rows must be in order of time.", nameof(time));
        AddAnywhere(time, knownAt, tie, columns, row);
    }

    /// <summary>Appends a row of other rows of the same view.</summary>
    public void Add(EntityRows other, int row) => Add(other._times[row], other._known[row], other.Tie(row).Span, other._columns, row);

    /// <summary>Appends a row whatever its time is, for a collection that is not in order.</summary>
    internal void AddAnywhere(long time, long knownAt, ReadOnlySpan<byte> tie, IReadOnlyList<Column> columns, int row)
    {
        AddTimes(time, knownAt, tie);
        for (var i = 0; i < _columns.Length; i++) _columns[i].AppendFrom(columns[i], row);
    }

    /// <summary>Appends a row of another collection whatever its time is.</summary>
    internal void AddAnywhere(EntityRows other, int row) => AddAnywhere(other._times[row], other._known[row], other.Tie(row).Span, other._columns, row);

    /// <summary>Whether a row comes before another one by (event time, known-at, event key and row).</summary>
    internal bool IsBefore(int row, int other)
    {
        if (_times[row] != _times[other]) return _times[row] < _times[other];
        return _known[row] != _known[other] ? _known[row] < _known[other] : Tie(row).Span.SequenceCompareTo(Tie(other).Span) < 0;
    }

    /// <summary>Forgets all rows and keeps the memory, except for texts when there are very many.</summary>
    public void Clear()
    {
        Count = 0;
        _tieBytes = 0;
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Clear();
            if (_columns[i] is not TextColumn text) continue;
            if (text.Pool.Count > MostTexts) _columns[i] = Column.Create(_kinds[i]);
        }
    }

    /// <summary>Appends the parts of a row that all views have; the caller appends to each column.</summary>
    internal void AddTimes(long time, long knownAt, ReadOnlySpan<byte> tie)
    {
        if (Count == _times.Length)
        {
            Array.Resize(ref _times, Count * 2);
            Array.Resize(ref _known, Count * 2);
            Array.Resize(ref _tieEnds, Count * 2);
        }

        if (_tieBytes + tie.Length > _ties.Length) Array.Resize(ref _ties, Math.Max(_tieBytes + tie.Length, Math.Max(256, _ties.Length * 2)));
        tie.CopyTo(_ties.AsSpan(_tieBytes));
        _tieBytes += tie.Length;
        _times[Count] = time;
        _known[Count] = knownAt;
        _tieEnds[Count++] = _tieBytes;
    }
}
