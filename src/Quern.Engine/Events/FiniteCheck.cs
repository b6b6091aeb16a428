using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>What becomes of NaN and infinities: a bad row, or null where the view skips them.</summary>
internal sealed class FiniteCheck(ViewScan scan, ScanFaults faults)
{
    /// <summary>Moves the rows that stay to the front of the selection, and gives how many they are. Rejected rows, which are there only to replace others, stay whatever they have.</summary>
    public int Check(EventBatch batch, Column[] columns, Span<int> selected, bool[]? rejected)
    {
        var count = selected.Length;
        for (var i = 0; i < scan.Kept.Expressions.Count; i++)
        {
            if (columns[i].AreAllFinite) continue;
            if (scan.View.Definition.SkipNonFinite) columns[i] = Skip(columns[i], selected);
            else count = Refuse(batch, i, columns[i], selected[..count], rejected);
        }

        return count;
    }

    // The column may be the batch's own, which other views read too, so nulls go into a copy.
    private static Column Skip(Column column, ReadOnlySpan<int> selected)
    {
        Column? copy = null;
        foreach (var row in selected)
        {
            if (column.IsFinite(row)) continue;
            if (copy is null)
            {
                copy = Column.Create(column.Kind, column.Count);
                copy.AppendRows(column, 0, column.Count);
            }

            copy.SetNullAt(row);
        }

        return copy ?? column;
    }

    private int Refuse(EventBatch batch, int number, Column column, Span<int> selected, bool[]? rejected)
    {
        var kept = 0;
        foreach (var row in selected)
        {
            if (column.IsFinite(row) || rejected?[row] == true) selected[kept++] = row;
            else faults.Add(batch, row, scan.Kept.Expressions[number].Text, column[row].ToString(), "it is not a finite number (a view can skip such values: .SkipNonFinite())");
        }

        return kept;
    }
}
