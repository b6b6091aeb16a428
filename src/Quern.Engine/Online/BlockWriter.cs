using Quern.Aggregation;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Keeps single rows in blocks, each with what it comes to. A write replaces the rows of a range and cuts anew from the block before it to the first boundary after it
/// that stands anyway, so the blocks are those of the rows that are there, however they came.
/// </summary>
internal sealed class BlockWriter(AggregationLayout layout, ViewState state, BlockShape shape) : IEntityWriter
{
    // Ten minutes, in microseconds.
    private const long LongestGap = 600_000_000;

    private readonly BaseWriter _base = new(layout, state);
    private readonly BlockDecoder _decoder = new(layout);
    private readonly StateRecordWriter _writer = new();
    private readonly RowOrder _order = new();
    private readonly EntityRows _rows = new(layout.Kinds);
    private readonly EntityRows _after = new(layout.Kinds);
    private readonly EntityRows _inside = new(layout.Kinds);
    private readonly EntityRows _merged = new(layout.Kinds);
    private readonly EntityRows _added = new(layout.Kinds);
    private readonly BlockCut _cut = new(shape);
    private readonly CoarseWriter _coarse = new(layout, state.Number, RecordKind.Block, shape);

    public void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows)
    {
        _base.Load(write, partition);
        Rebuild(write, partition, range, rows, _base.Replace(range, rows), removed: null);
        _base.TakeOver(write, partition, RecordKind.Block, state.CoveredWith(range));
        _base.Save(write, partition);
    }

    public void Insert(IOnlineWrite write, ReadOnlySpan<byte> partition, EntityRows rows, EntityRows removed)
    {
        if (layout.HasLifetime || state.RetainedFrom > Instant.Min) Compact(write, partition);
        for (var (row, gone) = (0, 0); row < rows.Count || gone < removed.Count;)
        {
            // Rows that lie far apart are brought in one after the other, so that the blocks between them stay.
            _added.Clear();
            var start = Math.Min(TimeOf(rows, row), TimeOf(removed, gone));
            var last = start;
            for (var time = start; time < long.MaxValue && time - last <= LongestGap; time = Math.Min(TimeOf(rows, row), TimeOf(removed, gone)))
            {
                last = time;
                while (TimeOf(rows, row) == time) _added.Add(rows, row++);
                while (TimeOf(removed, gone) == time) gone++;
            }

            Rebuild(write, partition, new(new(start), new(last + 1)), _added, 0, removed);
        }
    }

    public void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition) =>
        _base.Compact(write, partition, RecordKind.Block, state.CoveredWith(new(state.MaterializedTo ?? Instant.Max, Instant.Max)));

    private static long TimeOf(EntityRows rows, int row) => row < rows.Count ? rows.Times[row] : long.MaxValue;

    // 1. The block that rows before the range are in is taken apart, and those that rows of the range are in; rows of the range are left out,
    //    unless there are rows to be removed: then all others stay.
    // 2. The new rows come between what was before and what was after.
    // 3. Blocks that follow are taken apart too, until one begins where the new cut has a boundary as well.
    private void Rebuild(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows, int firstRow, EntityRows? removed)
    {
        Span<byte> from = stackalloc byte[RecordKey.Length];
        Span<byte> end = stackalloc byte[RecordKey.Length];
        _rows.Clear();
        _after.Clear();
        _inside.Clear();
        RecordKey.At(from, state.Number, RecordKind.Block, range.Start.Microseconds);
        write.SeekBefore(partition, from);
        var (sequence, added) = (0u, false);
        var (stands, isCovered) = (false, false);
        while (!stands && write.Next(out var key, out var value))
        {
            if (!RecordKey.Is(key, state.Number, RecordKind.Block))
            {
                if (key.SequenceCompareTo(from) < 0) continue;
                isCovered = RecordKey.Is(key, state.Number, CoarseTiles.Kind(1));
                break;
            }

            var record = new StateRecord(value, layout.Aggregates, layout.View);
            if (record.Earliest < range.End.Microseconds)
            {
                if (record.Earliest < range.Start.Microseconds)
                {
                    // A full block that ends before the range keeps its boundaries.
                    if (record.Latest < range.Start.Microseconds && record.Rows == shape.MaxRows) continue;
                    key.CopyTo(from);
                    sequence = RecordKey.SequenceOf(key);
                }

                _decoder.Append(_rows, record, long.MinValue, range.Start.Microseconds);
                if (removed is not null) _decoder.Append(_inside, record, range.Start.Microseconds, range.End.Microseconds);
                _decoder.Append(_after, record, range.End.Microseconds, long.MaxValue);
                continue;
            }

            if (!added) AddRows(rows, firstRow, removed);
            added = true;
            stands = _cut.Stands(_rows, record, sequence, RecordKey.SequenceOf(key));
            if (stands) key.CopyTo(end);
            else _decoder.Append(_rows, record, long.MinValue, long.MaxValue);
        }

        if (!added) AddRows(rows, firstRow, removed);
        write.Delete(partition, from, stands ? end : RecordKey.End(end, state.Number, RecordKind.Block));
        var begins = WriteBlocks(write, partition, sequence);
        if (begins || isCovered || stands) _coarse.Update(write, partition, RecordKey.PlaceOf(from), stands ? RecordKey.PlaceOf(end) : null, begins);
    }

    private void AddRows(EntityRows rows, int first, EntityRows? removed)
    {
        if (removed is null) _order.Append(_rows, rows, first);
        else _order.Append(_rows, RowMerge.Of(_merged, _inside, rows, removed), 0);
        for (var row = 0; row < _after.Count; row++) _rows.Add(_after, row);
    }

    // Whether a coarse tile may begin with any.
    private bool WriteBlocks(IOnlineWrite write, ReadOnlySpan<byte> partition, uint sequence)
    {
        Span<byte> key = stackalloc byte[RecordKey.Length];
        var begins = false;
        for (var start = 0; start < _rows.Count;)
        {
            var end = _cut.EndOf(_rows, start);
            var states = new AggregateState?[layout.Aggregates];
            layout.Add(states, layout.All, _rows, start, end);
            var level = CoarseTiles.LevelOf(new(_rows.Times[start], sequence), shape);
            begins |= level > 0;
            _writer.Begin(end - start, _rows.Times[start], _rows.Times[end - 1], _rows.Times[end - 1], StateRecordWriter.Mark(shape.IsAnchor(_rows, start), level), states);
            BlockRows.Write(_writer.Bytes, _rows, start, end, layout.KeepsTies);
            write.Put(partition, RecordKey.At(key, state.Number, RecordKind.Block, _rows.Times[start], sequence), _writer.Finish());
            if (end < _rows.Count) sequence = _rows.Times[end] == _rows.Times[start] ? sequence + 1 : 0;
            start = end;
        }

        return begins;
    }
}
