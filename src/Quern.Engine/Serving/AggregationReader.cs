using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>
/// Reads windows of an aggregation view: one range read over the records of an entity, oldest first. A record that lies wholly between two bounds is merged as a whole; of a block that
/// a bound cuts, the rows are added one by one, so that no answer depends on where blocks begin. A tile that a bound cuts has no rows: such an instant is too early. Where coarse tiles
/// begin, the coarsest that no bound cuts stands for all that it lies over.
/// </summary>
internal sealed class AggregationReader : StateReader
{
    private readonly AggregationLayout _layout;
    private readonly WindowBounds _bounds;
    private readonly StretchStates _states;
    private readonly byte[] _start = new byte[RecordKey.Length];
    private readonly byte[] _coarse = new byte[RecordKey.Length];
    private Instant _t;
    private bool _canAnswer;

    public AggregationReader(ViewRead read, ViewHead? head)
        : base(read, head)
    {
        _layout = new((AggregationViewPlan)read.View);
        _bounds = new(_layout.Plan, read.Features);
        _states = new(_layout, _bounds, read.Features);
    }

    public override void Begin(Instant t)
    {
        _t = t;
        if (!IsMaterialized) return;
        _bounds.Set(t);
        _states.Prepare();
        _canAnswer = CanAnswer(State!);
        var kind = _layout.Hop is null ? RecordKind.Block : RecordKind.Tile;
        if (_bounds.HasLifetime) RecordKey.At(_start, State!.Number, RecordKind.Base, long.MinValue);
        else RecordKey.At(_start, State!.Number, kind, _bounds.Earliest);
    }

    public override void Read(IOnlineRecords records, ReadOnlySpan<byte> partition, int row, in ReadBuffer output)
    {
        if (!_canAnswer)
        {
            output.Refuse(row, ReadOutcome.TooEarly);
            return;
        }

        _states.Clear();
        var head = HeadOf(partition);
        if (!Fold(records, partition, head is { Replaced.Count: > 0 } ? head.Replaced : null))
        {
            output.Refuse(row, ReadOutcome.TooEarly);
            return;
        }

        if (head is not null) _states.Add(head.Rows);

        output.EventTimes[row] = _t.Microseconds;
        _states.Write(_t, row, output);
    }

    // What the windows cover must have been materialized, as far as anything has been, and still be kept in detail.
    private bool CanAnswer(ViewState state)
    {
        if (_bounds.Earliest < state.RetainedFrom.Microseconds) return false;
        for (var i = state.Covered.Count - 1; i >= 0; i--)
        {
            var covered = state.Covered[i];
            var begins = _bounds.HasLifetime ? covered.Start <= Instant.Min : covered.Start.Microseconds <= Math.Max(_bounds.Earliest, Instant.Min.Microseconds);
            if (begins) return i == state.Covered.Count - 1 || covered.End.Microseconds >= _bounds.End;
        }

        return false;
    }

    private static bool HasAnyOf(StateRecord record, EntityRows? replaced)
    {
        if (replaced is null) return false;
        foreach (var time in replaced.Times)
            if (time >= record.Earliest && time <= record.Latest)
                return true;
        return false;
    }

    private static ReadPiece PieceOf(StateRecord record, RecordKind kind, bool byRow) => new(
        kind switch { RecordKind.Base => PieceKind.Base, RecordKind.Tile => PieceKind.Tile, RecordKind.Block => PieceKind.Block, _ => PieceKind.Coarse },
        new(record.Earliest),
        new(record.Latest),
        record.Rows > 0 ? record.Rows : null,
        byRow);

    private bool Fold(IOnlineRecords records, ReadOnlySpan<byte> partition, EntityRows? replaced)
    {
        if (_bounds.HasLifetime || _layout.Hop is not null) records.Seek(partition, _start);
        else records.SeekBefore(partition, _start);
        var (stretch, number, end) = (0, State!.Number, _t.Microseconds);
        while (records.Next(out var key, out var value))
        {
            if (!RecordKey.IsOf(key, number))
            {
                if (key.SequenceCompareTo(_start) < 0) continue;
                break;
            }

            if (RecordKey.KindOf(key) > RecordKind.Block) break;

            var record = new StateRecord(value, _layout.Aggregates, _layout.View);
            if (record.Earliest >= end) break;
            var first = _bounds.StretchOf(record.Earliest, stretch);
            var last = _bounds.StretchOf(record.Latest, Math.Max(first, 0));
            if (first < 0 && last < 0) continue;
            if (first == last && first == _bounds.Stretches) continue;
            if (record.Level > 0 && first >= 0 && TryMergeCoarse(records, partition, key, record.Level, first, replaced))
            {
                stretch = first;
                continue;
            }

            var byRow = record.HasRows && (first != last || HasAnyOf(record, replaced));
            if (byRow) _states.Add(record, Math.Max(first, 0), replaced);
            else if (first == last) _states.Merge(first, record);
            else return false;
            Trace?.Add(PieceOf(record, RecordKey.KindOf(key), byRow));
            stretch = Math.Max(first, 0);
        }

        return true;
    }

    private bool TryMergeCoarse(IOnlineRecords records, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> key, int levels, int stretch, EntityRows? replaced)
    {
        var (kind, place) = (RecordKey.KindOf(key), RecordKey.PlaceOf(key));
        for (var level = levels; level > 0; level--)
        {
            if (!records.TryGet(partition, RecordKey.At(_coarse, State!.Number, CoarseTiles.Kind(level), place), out var value)) continue;
            var tile = new StateRecord(value, _layout.Aggregates, _layout.View);
            if (_bounds.StretchOf(tile.Latest, stretch) != stretch || HasAnyOf(tile, replaced)) continue;
            _states.Merge(stretch, tile);
            Trace?.Add(PieceOf(tile, CoarseTiles.Kind(level), byRow: false));
            records.Seek(partition, RecordKey.At(_coarse, State.Number, kind, tile.End, tile.EndSequence));
            return true;
        }

        return false;
    }
}
