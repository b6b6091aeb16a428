using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Sums up, for lifetime windows, what is no longer kept in detail; without such windows it is dropped. Usually that is one record: everything before some instant. There are
/// several while ranges have been materialized that do not touch.
/// </summary>
internal sealed class BaseWriter(AggregationLayout layout, ViewState state)
{
    private readonly SegmentList _segments = new(layout, RecordKind.Base);

    public void Load(IOnlineRecords records, ReadOnlySpan<byte> partition)
    {
        if (layout.HasLifetime) _segments.Load(records, partition, state.Number, long.MinValue, long.MaxValue);
    }

    /// <summary>Brings in the rows before the instant from which details are kept; returns how many there are.</summary>
    public int Replace(Interval range, EntityRows rows)
    {
        var horizon = state.RetainedFrom.Microseconds;
        var old = 0;
        while (old < rows.Count && rows.Times[old] < horizon) old++;
        if (!layout.HasLifetime || range.Start.Microseconds >= horizon) return old;
        var end = Math.Min(range.End.Microseconds, horizon);
        _segments.RemoveInside(range.Start.Microseconds, end);
        _segments.AddRows(range.Start.Microseconds, end, rows, 0, old);
        return old;
    }

    /// <summary>Takes over what it can of a kind's first records, and nothing else.</summary>
    public void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition, RecordKind kind, IReadOnlyList<Interval> known)
    {
        Load(write, partition);
        TakeOver(write, partition, kind, known);
        Save(write, partition);
    }

    /// <summary>
    /// Takes over the first records of a kind, as many as tell of nothing from the horizon on. Rows of a block may only be summed up where all is known, in what has been
    /// materialized; a tile says itself what it tells all of. What lies between a record and the segment before it is known to be empty, so the two become one.
    /// </summary>
    public void TakeOver(IOnlineWrite write, ReadOnlySpan<byte> partition, RecordKind kind, IReadOnlyList<Interval> known)
    {
        Span<byte> from = stackalloc byte[RecordKey.Length];
        Span<byte> end = stackalloc byte[RecordKey.Length];
        write.Seek(partition, RecordKey.At(from, state.Number, kind, long.MinValue));
        var more = Read(write, kind, out var key, out var record);
        var (stop, begins) = (0, false);
        while (more && record.Latest < state.RetainedFrom.Microseconds)
        {
            var current = record;
            var (time, last) = (RecordKey.TimeOf(key), record.Latest);
            more = Read(write, kind, out key, out record);

            // Events of one time are never on both sides.
            if (more && record.Earliest <= last) break;
            if (!Fold(kind, time, current, known)) break;
            begins |= current.Level > 0;
            if (more) key.CopyTo(end);
            stop = more ? key.Length : RecordKey.End(end, state.Number, kind).Length;
        }

        if (stop == 0) return;
        write.Delete(partition, from, end[..stop]);
        if (begins) CoarseTiles.DeleteBefore(write, partition, state.Number, stop == RecordKey.Length ? RecordKey.PlaceOf(end) : null);
    }

    public void Save(IOnlineWrite write, ReadOnlySpan<byte> partition)
    {
        if (layout.HasLifetime) _segments.Save(write, partition, state.Number);
    }

    private bool Fold(RecordKind kind, long start, StateRecord record, IReadOnlyList<Interval> known)
    {
        if (!layout.HasLifetime) return true;
        foreach (var stretch in known)
        {
            if (stretch.Start.Microseconds > record.Earliest || stretch.End.Microseconds <= record.Latest) continue;
            var before = Math.Max(stretch.Start.Microseconds, _segments.EndBefore(record.Earliest));
            _segments.Add(Math.Min(start, before), kind == RecordKind.Block ? record.Latest + 1 : record.End, record);
            return true;
        }

        if (kind == RecordKind.Block) return false;
        _segments.Add(start, record.End, record);
        return true;
    }

    private bool Read(IOnlineWrite write, RecordKind kind, out ReadOnlySpan<byte> key, out StateRecord record)
    {
        record = default;
        if (!write.Next(out key, out var value) || !RecordKey.Is(key, state.Number, kind)) return false;
        record = new(value, layout.Aggregates, layout.View);
        return true;
    }
}
