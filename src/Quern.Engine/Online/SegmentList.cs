using Quern.Aggregation;

namespace Quern.Engine.Online;

/// <summary>
/// The segments of one kind of an entity, in order of time and apart from each other. What a segment covers is known for good: a range that is written again
/// replaces the segments that lie wholly inside it, and adds only what the others leave uncovered. So writing a range twice, or in parts, in any order, comes to the same.
/// </summary>
internal sealed class SegmentList(AggregationLayout layout, RecordKind kind, BlockShape? shape = null)
{
    private readonly List<Segment> _segments = [];
    private readonly StateRecordWriter _writer = new();
    private readonly bool[] _wanted = kind == RecordKind.Base ? layout.Lifetime : layout.All;
    private long _loadedFrom;
    private long _loadedEnd;
    private bool _changed;

    /// <summary>Reads the segments of an entity that begin at or after <paramref name="from"/> and before <paramref name="end"/>.</summary>
    public void Load(IOnlineRecords records, ReadOnlySpan<byte> partition, int view, long from, long end)
    {
        _segments.Clear();
        (_loadedFrom, _loadedEnd, _changed) = (from, end, false);
        Span<byte> key = stackalloc byte[RecordKey.Length];
        records.Seek(partition, RecordKey.At(key, view, kind, from));
        while (records.Next(out var found, out var value) && RecordKey.Is(found, view, kind) && RecordKey.TimeOf(found) < end)
        {
            var record = new StateRecord(value, layout.Aggregates, layout.View);
            _segments.Add(Of(RecordKey.TimeOf(found), record.End, record));
        }
    }

    /// <summary>Forgets what lies wholly inside a stretch of time.</summary>
    public void RemoveInside(long start, long end) => _changed |= _segments.RemoveAll(segment => segment.Start >= start && segment.End <= end) > 0;

    /// <summary>Puts the rows of a stretch where no segment covers it; <paramref name="first"/> and <paramref name="stop"/> say which rows lie in it.</summary>
    public void AddRows(long start, long end, EntityRows rows, int first, int stop)
    {
        for (var i = 0; i <= _segments.Count && start < end; i++)
        {
            var gapEnd = i < _segments.Count ? Math.Min(end, _segments[i].Start) : end;
            if (start < gapEnd)
            {
                var until = first;
                while (until < stop && rows.Times[until] < gapEnd) until++;
                if (until > first)
                {
                    _segments.Insert(i, Of(start, gapEnd, rows, first, until));
                    _changed = true;
                    i++;
                }
            }

            if (i == _segments.Count) return;
            start = Math.Max(start, _segments[i].End);
            while (first < stop && rows.Times[first] < start) first++;
        }
    }

    /// <summary>Adds rows of a stretch to what is known of it; segments that cover parts of it take theirs in.</summary>
    public void Merge(long start, long end, EntityRows rows, int first, int stop)
    {
        _changed = true;
        while (first < stop)
        {
            var time = rows.Times[first];
            var place = _segments.FindIndex(segment => segment.End > time);
            var isCovered = place >= 0 && _segments[place].Start <= time;
            var before = place < 0 ? _segments.Count : place;
            var from = before > 0 ? Math.Max(start, _segments[before - 1].End) : start;
            var until = isCovered ? _segments[place].End : place < 0 ? end : Math.Min(end, _segments[place].Start);
            var last = first;
            while (last < stop && rows.Times[last] < until) last++;
            if (isCovered) Take(_segments[place], rows, first, last);
            else _segments.Insert(before, Of(from, until, rows, first, last));
            first = last;
        }
    }

    /// <summary>Puts what a record says where nothing is covered.</summary>
    public void Add(long start, long end, StateRecord record)
    {
        var place = _segments.FindIndex(other => other.Start > start);
        _segments.Insert(place < 0 ? _segments.Count : place, Of(start, end, record));
        _changed = true;
    }

    /// <summary>The end of the last segment that ends by <paramref name="time"/>; <see cref="long.MinValue"/> when there is none.</summary>
    public long EndBefore(long time)
    {
        var end = long.MinValue;
        foreach (var segment in _segments)
            if (segment.End <= time)
                end = segment.End;
        return end;
    }

    /// <summary>Joins segments that touch, within one hop where there are hops, and writes all when anything has changed. Whether a coarse tile may begin with any.</summary>
    public bool Save(IOnlineWrite write, ReadOnlySpan<byte> partition, int view)
    {
        if (!_changed) return false;
        Join();
        Span<byte> from = stackalloc byte[RecordKey.Length];
        Span<byte> stop = stackalloc byte[RecordKey.Length];
        write.Delete(partition, RecordKey.At(from, view, kind, _loadedFrom), _loadedEnd == long.MaxValue ? RecordKey.End(stop, view, kind) : RecordKey.At(stop, view, kind, _loadedEnd));
        var begins = false;
        foreach (var segment in _segments)
        {
            var level = shape is null ? 0 : CoarseTiles.LevelOf(new(segment.Start, 0), shape);
            begins |= level > 0;
            _writer.Begin(segment.Rows, segment.Earliest, segment.Latest, segment.End, StateRecordWriter.Mark(isAnchor: false, level), segment.States);
            write.Put(partition, RecordKey.At(from, view, kind, segment.Start), _writer.Finish());
        }

        return begins;
    }

    private void Take(Segment segment, EntityRows rows, int first, int stop)
    {
        layout.Add(segment.States, _wanted, rows, first, stop);
        segment.Earliest = Math.Min(segment.Earliest, rows.Times[first]);
        segment.Latest = Math.Max(segment.Latest, rows.Times[stop - 1]);
        segment.Rows += stop - first;
    }

    private void Join()
    {
        for (var i = _segments.Count - 1; i > 0; i--)
        {
            var (left, right) = (_segments[i - 1], _segments[i]);
            if (left.End != right.Start || (kind == RecordKind.Tile && right.Start == new Time.Instant(right.Start).Floor(layout.Hop!.Value).Microseconds)) continue;
            left.Append(right);
            _segments.RemoveAt(i);
        }
    }

    private Segment Of(long start, long end, EntityRows rows, int first, int stop)
    {
        var states = new AggregateState?[layout.Aggregates];
        layout.Add(states, _wanted, rows, first, stop);
        return new() { Start = start, End = end, Earliest = rows.Times[first], Latest = rows.Times[stop - 1], Rows = stop - first, States = states };
    }

    private Segment Of(long start, long end, StateRecord record)
    {
        var segment = new Segment { Start = start, End = end, Earliest = record.Earliest, Latest = record.Latest, Rows = 0, States = new AggregateState?[layout.Aggregates] };
        segment.Append(record, end, layout, _wanted);
        return segment;
    }
}
