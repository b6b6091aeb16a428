using System.Runtime.InteropServices;
using Quern.Engine.Events;
using Quern.Engine.Online;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.Materialization;

/// <summary>Copies an entity's events from a sorted table to the form that online state is written from.</summary>
internal sealed class EntityCopier(ViewScan scan, EventTable table)
{
    private readonly List<byte> _tie = [];

    public void Copy(int entity, EntityRows rows)
    {
        rows.Clear();
        var (start, end) = table.Range(entity);
        var times = table.Times(start, end);
        var known = table.Known(start, end);
        for (var i = 0; i < times.Length; i++)
        {
            var row = table.RowOf(start + i);
            rows.Add(times[i], known.IsEmpty ? times[i] : known[i], Tie(row), table.Columns, row);
        }
    }

    // Event key, then row: the order in which both of them, and the sort of the table, compare.
    private Span<byte> Tie(int row)
    {
        _tie.Clear();
        if (scan.Shape.Ties.Count == 0) return default;
        if (table.EventKeys is { } keys) RowEncoding.Append(_tie, keys, row);
        foreach (var column in table.Ties) RowEncoding.Append(_tie, table.Columns[column], row);
        return CollectionsMarshal.AsSpan(_tie);
    }
}
