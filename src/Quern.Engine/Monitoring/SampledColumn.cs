using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>The values of one column that were gathered, part by part.</summary>
internal sealed class SampledColumn(string name, bool isFeature, DataType type)
{
    private readonly List<(ResultColumn Values, int Count)> _parts = [];

    public string Name => name;

    public bool IsFeature => isFeature;

    /// <summary>Adds rows of a column of the spine.</summary>
    public void Add(Column column, ReadOnlySpan<int> rows)
    {
        var (values, writer) = Part(rows.Length);
        for (var i = 0; i < rows.Length; i++)
            if (column.IsNull(rows[i])) writer.SetNull(i, FeatureStatus.NullValue);
            else if (column is TextColumn text) writer.SetEncoded(i, text.Pool.Utf8(text.Codes[rows[i]]));
            else if (column is Float64Column real) writer.SetDouble(i, real.Values[rows[i]]);
            else writer.SetBits(i, ((Int64Column)column).Values[rows[i]]);
        _parts.Add((values, rows.Length));
    }

    /// <summary>Adds rows of computed values.</summary>
    public void Add(ResultColumn column, ReadOnlySpan<int> rows)
    {
        var (values, writer) = Part(rows.Length);
        Copy(column, rows, writer, 0);
        _parts.Add((values, rows.Length));
    }

    /// <summary>All that was gathered, which is gone afterwards.</summary>
    public ResultColumn Take()
    {
        if (_parts is [var only]) return only.Values;
        var all = new ResultColumn(type, _parts.Sum(part => part.Count));
        var (writer, at) = (all.OpenWriter(), 0);
        foreach (var (values, count) in _parts)
        {
            var rows = new int[count];
            for (var row = 0; row < count; row++) rows[row] = row;
            Copy(values, rows, writer, at);
            at += count;
        }

        _parts.Clear();
        return all;
    }

    private (ResultColumn Values, ResultWriter Writer) Part(int rows)
    {
        var values = new ResultColumn(type, rows);
        return (values, values.OpenWriter());
    }

    private static void Copy(ResultColumn column, ReadOnlySpan<int> rows, ResultWriter writer, int first)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var status = column.StatusOf(rows[i]);
            if (!status.HasValue())
            {
                writer.SetNull(first + i, status);
                continue;
            }

            if (column.Type.IsFixedWidth) writer.SetBits(first + i, column.Slots[rows[i]]);
            else writer.SetEncoded(first + i, column.Encoded(rows[i]));
            writer.Mark(first + i, status);
        }
    }
}
