using Quern.Aggregation;

namespace Quern.Engine.Online;

/// <summary>Keeps <see cref="CoarseTiles"/> over an entity's tiles or blocks as these are written.</summary>
internal sealed class CoarseWriter(AggregationLayout layout, int view, RecordKind kind, BlockShape shape)
{
    private readonly StateRecordWriter _writer = new();
    private readonly List<(RecordPlace Start, RecordPlace End, Segment Sum)> _runs = [];

    /// <summary>Makes anew what lies over records that were written anew.</summary>
    /// <param name="write">The write under way.</param>
    /// <param name="partition">The entity's.</param>
    /// <param name="from">The place of the first.</param>
    /// <param name="end">The place after the last; null when none of the kind comes after them.</param>
    /// <param name="begins">Whether a run begins with any of them.</param>
    public void Update(IOnlineWrite write, ReadOnlySpan<byte> partition, RecordPlace from, RecordPlace? end, bool begins)
    {
        for (var level = 1; level <= CoarseTiles.Levels; level++)
        {
            (from, end, var touches) = Widen(write, partition, CoarseTiles.Kind(level), from, end);
            if (!touches && !begins) return;
            Collect(write, partition, level, from, end);
            CoarseTiles.Delete(write, partition, view, CoarseTiles.Kind(level), from, end);
            Save(write, partition, CoarseTiles.Kind(level));
            begins = _runs.Exists(run => CoarseTiles.LevelOf(run.Start, shape) > level || CoarseTiles.LevelOf(run.End, shape) > level);
        }
    }

    // A stretch, grown to where the run that it begins in begins, or the one that ends there, and to where the first run after it begins; and whether a run lies in it.
    private (RecordPlace From, RecordPlace? End, bool Touches) Widen(IOnlineWrite write, ReadOnlySpan<byte> partition, RecordKind coarse, RecordPlace from, RecordPlace? end)
    {
        var (first, touches) = (RecordPlace.First, false);
        var start = RecordKey.At(stackalloc byte[RecordKey.Length], view, coarse, from);
        write.SeekBefore(partition, start);
        while (write.Next(out var key, out var value))
        {
            if (!RecordKey.Is(key, view, coarse))
            {
                if (key.SequenceCompareTo(start) < 0) continue;
                break;
            }

            var place = RecordKey.PlaceOf(key);
            if (end is { } stop && place.CompareTo(stop) >= 0) return (first, place, touches);
            if (place.CompareTo(from) < 0)
            {
                var tile = new StateRecord(value, layout.Aggregates, layout.View);
                var after = new RecordPlace(tile.End, tile.EndSequence);
                touches = after.CompareTo(from) >= 0;
                first = touches ? place : after;
            }
            else touches = true;
        }

        return (first, null, touches);
    }

    // What lies under the level, cut into the runs that have an end.
    private void Collect(IOnlineWrite write, ReadOnlySpan<byte> partition, int level, RecordPlace from, RecordPlace? end)
    {
        var under = level == 1 ? kind : CoarseTiles.Kind(level - 1);
        _runs.Clear();
        Segment? sum = null;
        var (start, after) = (from, end);
        write.Seek(partition, RecordKey.At(stackalloc byte[RecordKey.Length], view, under, from));
        while (write.Next(out var key, out var value) && RecordKey.Is(key, view, under))
        {
            var place = RecordKey.PlaceOf(key);
            if (end is { } stop && place.CompareTo(stop) >= 0) break;
            var record = new StateRecord(value, layout.Aggregates, layout.View);
            if (CoarseTiles.LevelOf(place, shape) >= level)
            {
                if (sum is not null) _runs.Add((start, place, sum));
                (start, sum) = (place, New(record));
            }

            sum?.Append(record, record.End, layout, layout.All);
            if (end is null && level > 1) after = new(record.End, record.EndSequence);
        }

        // What comes after the last coarse tile is a beginning of its own level, and it may be one of this.
        if (sum is not null && after is { } last && CoarseTiles.LevelOf(last, shape) >= level) _runs.Add((start, last, sum));
    }

    private void Save(IOnlineWrite write, ReadOnlySpan<byte> partition, RecordKind coarse)
    {
        Span<byte> key = stackalloc byte[RecordKey.Length];
        foreach (var (start, end, sum) in _runs)
        {
            _writer.Begin(sum.Rows, sum.Earliest, sum.Latest, end.Time, end.Sequence, sum.States);
            write.Put(partition, RecordKey.At(key, view, coarse, start), _writer.Finish());
        }
    }

    private Segment New(StateRecord first) =>
        new() { Start = first.Earliest, End = first.End, Earliest = first.Earliest, Latest = first.Latest, Rows = 0, States = new AggregateState?[layout.Aggregates] };
}
