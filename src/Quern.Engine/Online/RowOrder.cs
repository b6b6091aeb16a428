using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Appends rows in an order made of data alone: by time, then by what breaks ties, then by the values themselves, so that rows that nothing tells apart by order lie
/// the same way whoever brought them.
/// </summary>
internal sealed class RowOrder
{
    private readonly List<int> _group = [];

    public void Append(EntityRows target, EntityRows rows, int start)
    {
        Column[] columns = [.. rows.Columns];
        for (var row = start; row < rows.Count;)
        {
            var stop = row + 1;
            while (stop < rows.Count && rows.Times[stop] == rows.Times[row]) stop++;
            if (stop == row + 1) target.Add(rows, row);
            else AppendGroup(target, rows, row, stop, columns);
            row = stop;
        }
    }

    private void AppendGroup(EntityRows target, EntityRows rows, int start, int stop, Column[] columns)
    {
        _group.Clear();
        for (var row = start; row < stop; row++) _group.Add(row);
        _group.Sort((left, right) =>
        {
            var order = rows.Tie(left).Span.SequenceCompareTo(rows.Tie(right).Span);
            return order != 0 ? order : RowEncoding.Compare(columns, left, right);
        });
        foreach (var row in _group) target.Add(rows, row);
    }
}
