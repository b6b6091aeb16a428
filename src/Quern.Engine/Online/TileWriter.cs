using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Keeps what happened hop by hop, without single rows. A tile that a range covers in part is held in parts until they meet. Tiles that are no longer needed in detail go
/// into the base first, so that from then on only the base speaks of their time.
/// </summary>
internal sealed class TileWriter(AggregationLayout layout, ViewState state, BlockShape shape) : IEntityWriter
{
    private readonly SegmentList _tiles = new(layout, RecordKind.Tile, shape);
    private readonly CoarseWriter _coarse = new(layout, state.Number, RecordKind.Tile, shape);
    private readonly BaseWriter _base = new(layout, state);
    private readonly Duration _hop = layout.Hop!.Value;

    public void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows)
    {
        _base.Load(write, partition);
        _base.TakeOver(write, partition, RecordKind.Tile, state.Covered);
        var recent = _base.Replace(range, rows);
        _base.Save(write, partition);

        var end = range.End.Floor(_hop);
        if (end < range.End) end += _hop;
        _tiles.Load(write, partition, state.Number, range.Start.Floor(_hop).Microseconds, end.Microseconds);
        _tiles.RemoveInside(range.Start.Microseconds, range.End.Microseconds);
        AddTiles(range, rows, recent);
        Save(write, partition, range.Start.Floor(_hop), end);
    }

    // A tile cannot take an event back, so there is nothing to take away.
    public void Insert(IOnlineWrite write, ReadOnlySpan<byte> partition, EntityRows rows, EntityRows removed)
    {
        Compact(write, partition);
        var (first, end) = (new Instant(rows.Times[0]).Floor(_hop), new Instant(rows.Times[^1]).Floor(_hop) + _hop);
        _tiles.Load(write, partition, state.Number, first.Microseconds, end.Microseconds);
        for (var row = 0; row < rows.Count;)
        {
            var tile = new Instant(rows.Times[row]).Floor(_hop);
            var stop = row;
            while (stop < rows.Count && rows.Times[stop] < (tile + _hop).Microseconds) stop++;
            _tiles.Merge(tile.Microseconds, (tile + _hop).Microseconds, rows, row, stop);
            row = stop;
        }

        Save(write, partition, first, end);
    }

    public void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition) => _base.Compact(write, partition, RecordKind.Tile, state.Covered);

    private void Save(IOnlineWrite write, ReadOnlySpan<byte> partition, Instant from, Instant end)
    {
        var begins = _tiles.Save(write, partition, state.Number);
        _coarse.Update(write, partition, new(from.Microseconds, 0), new(end.Microseconds, 0), begins);
    }

    private void AddTiles(Interval range, EntityRows rows, int row)
    {
        while (row < rows.Count)
        {
            var tile = new Instant(rows.Times[row]).Floor(_hop);
            var part = new Interval(tile, tile + _hop).Intersect(range);
            var stop = row;
            while (stop < rows.Count && rows.Times[stop] < part.End.Microseconds) stop++;
            _tiles.AddRows(part.Start.Microseconds, part.End.Microseconds, rows, row, stop);
            row = stop;
        }
    }
}
