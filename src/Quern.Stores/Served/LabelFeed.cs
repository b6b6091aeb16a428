using Quern.Engine.Served;
using Quern.Stores.Delta;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>Labels as a table that DuckDB reads: <c>place</c>, and <c>id</c> with <c>n</c>, or <c>t</c> with <c>k0</c>, <c>k1</c>, ….</summary>
internal static class LabelFeed
{
    public static RowFeed Of(string name, ServedLabels labels)
    {
        var columns = new List<(string Name, Column Values)> { ("place", Places(labels.Count)) };
        if (labels.RequestIds is { } ids)
        {
            columns.Add(("id", ids));
            columns.Add(("n", labels.Rows ?? Zeros(labels.Count)));
        }
        else
        {
            columns.Add(("t", labels.Times!));
            columns.AddRange(labels.JoinKeys.Select((column, i) => ($"k{i}", column)));
        }

        return RowFeed.Of(name, columns);
    }

    private static Int64Column Places(int count)
    {
        var places = new Int64Column(ValueKind.Int64);
        var values = places.AppendRange(count);
        for (var i = 0; i < count; i++) values[i] = i;
        return places;
    }

    private static Int64Column Zeros(int count)
    {
        var rows = new Int64Column(ValueKind.Int64);
        rows.AppendRange(count).Clear();
        return rows;
    }
}
