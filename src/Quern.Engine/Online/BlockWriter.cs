using Quern.Aggregation;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Keeps single rows in blocks, each with what it comes to. A write replaces the rows of a range and cuts anew from the block before it to the first boundary after it
/// that stands anyway, so the blocks are those of the rows that are there, however they came.
/// </summary>
internal sealed class BlockWriter(AggregationLayout layout, ViewState state, BlockShape shape) : IEntityWriter
{
    private readonly BaseWriter _base = new(layout, state);
    private readonly BlockDecoder _decoder = new(layout);
    private readonly StateRecordWriter _writer = new();
    private readonly RowOrder _order = new();
    private readonly EntityRows _rows = new(layout.Kinds);
    private readonly EntityRows _after = new(layout.Kinds);
    private readonly BlockCut _cut = new(shape);

    public void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows)
    {
        _base.Load(write, partition);
        Rebuild(write, partition, range, rows, _base.Replace(range, rows));
        _base.TakeOver(write, partition, RecordKind.Block, state.CoveredWith(range));
        _base.Save(write, partition);
    }

    // 1. The block that rows before the range are in is taken apart, and those that rows of the range are in; rows of the range are left out.
    // 2. The new rows come between what was before and what was after.
    // 3. Blocks that follow are taken apart too, until one begins where the new cut has a boundary as well.
    private void Rebuild(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows, int firstRow)
    {
        Span<byte> from = stackalloc byte[RecordKey.Length];
        Span<byte> end = stackalloc byte[RecordKey.Length];
        _rows.Clear();
        _after.Clear();
        RecordKey.At(from, state.Number, RecordKind.Block, range.Start.Microseconds);
        write.SeekBefore(partition, from);
        var (sequence, added) = (0u, false);
        var stands = false;
        while (!stands && write.Next(out var key, out var value))
        {
            if (!RecordKey.Is(key, state.Number, RecordKind.Block))
            {
                if (key.SequenceCompareTo(from) < 0) continue;
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
                _decoder.Append(_after, record, range.End.Microseconds, long.MaxValue);
                continue;
            }

            if (!added) AddRows(rows, firstRow);
            added = true;
            stands = _cut.Stands(_rows, record, sequence, RecordKey.SequenceOf(key));
            if (stands) key.CopyTo(end);
            else _decoder.Append(_rows, record, long.MinValue, long.MaxValue);
        }

        if (!added) AddRows(rows, firstRow);
        write.Delete(partition, from, stands ? end : RecordKey.End(end, state.Number, RecordKind.Block));
        WriteBlocks(write, partition, sequence);
    }

    private void AddRows(EntityRows rows, int first)
    {
        _order.Append(_rows, rows, first);
        for (var row = 0; row < _after.Count; row++) _rows.Add(_after, row);
    }

    private void WriteBlocks(IOnlineWrite write, ReadOnlySpan<byte> partition, uint sequence)
    {
        Span<byte> key = stackalloc byte[RecordKey.Length];
        for (var start = 0; start < _rows.Count;)
        {
            var end = _cut.EndOf(_rows, start);
            var states = new AggregateState?[layout.Aggregates];
            layout.Add(states, layout.All, _rows, start, end);
            _writer.Begin(end - start, _rows.Times[start], _rows.Times[end - 1], _rows.Times[end - 1], shape.IsAnchor(_rows, start), states);
            BlockRows.Write(_writer.Bytes, _rows, start, end, layout.NeedsOrder);
            write.Put(partition, RecordKey.At(key, state.Number, RecordKind.Block, _rows.Times[start], sequence), _writer.Finish());
            if (end < _rows.Count) sequence = _rows.Times[end] == _rows.Times[start] ? sequence + 1 : 0;
            start = end;
        }
    }
}
