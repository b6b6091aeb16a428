using System.Runtime.InteropServices;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Keeps the greatest row by (event time, known-at, event key, row), whatever the order of writes. A stored row that lies in the range written gives way even to a lesser one:
/// what is written tells all of the range, so the source does not hold it any more.
/// </summary>
internal sealed class LatestRowWriter(string view, int number, int attributes) : IEntityWriter
{
    private readonly List<byte> _bytes = [];

    public void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows)
    {
        Span<byte> buffer = stackalloc byte[RecordKey.Length];
        var key = RecordKey.Latest(buffer, number);
        var (isStored, isReplaced) = (write.TryGet(partition, key, out var bytes), false);
        if (isStored) isReplaced = range.Contains(new(new LatestRow(bytes, attributes, view).EventTime));
        if (rows.Count == 0)
        {
            Span<byte> end = stackalloc byte[RecordKey.Length];
            if (isReplaced) write.Delete(partition, key, RecordKey.End(end, number, RecordKind.Latest));
            return;
        }

        var latest = Latest(rows);
        if (isStored && !isReplaced && !IsGreater(rows, latest, new LatestRow(bytes, attributes, view))) return;
        LatestRow.Write(_bytes, rows, latest);
        write.Put(partition, key, CollectionsMarshal.AsSpan(_bytes));
    }

    // An attribute view's stream has no event key, so there is nothing to take away.
    public void Insert(IOnlineWrite write, ReadOnlySpan<byte> partition, EntityRows rows, EntityRows removed) => Replace(write, partition, default, rows);

    // One row is all there is.
    public void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition)
    {
    }

    private static int Latest(EntityRows rows)
    {
        var latest = rows.Count - 1;
        for (var row = latest - 1; row >= 0 && rows.Times[row] == rows.Times[latest]; row--)
            if (rows.IsBefore(latest, row))
                latest = row;
        return latest;
    }

    private static bool IsGreater(EntityRows rows, int row, LatestRow stored)
    {
        if (rows.Times[row] != stored.EventTime) return rows.Times[row] > stored.EventTime;
        if (rows.KnownAt[row] != stored.KnownAt) return rows.KnownAt[row] > stored.KnownAt;
        return rows.Tie(row).Span.SequenceCompareTo(stored.Tie) > 0;
    }
}
