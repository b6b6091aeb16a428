using System.Globalization;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>What becomes of NaN and infinities: a bad row, or null where the view skips them.</summary>
internal sealed class FiniteCheck(ViewScan scan, ScanFaults faults)
{
    /// <summary>Moves the rows that stay to the front of the selection, and gives how many they are.</summary>
    public int Check(EventBatch batch, Column[] columns, Span<int> selected)
    {
        var count = selected.Length;
        for (var i = 0; i < scan.Kept.Expressions.Count; i++)
        {
            if (columns[i] is not Float64Column reals) continue;
            if (scan.View.Definition.SkipNonFinite) columns[i] = Skip(reals, selected);
            else count = Refuse(batch, i, reals, selected[..count]);
        }

        return count;
    }

    // The column may be the batch's own, which other views read too, so nulls go into a copy.
    private static Float64Column Skip(Float64Column reals, ReadOnlySpan<int> selected)
    {
        Float64Column? copy = null;
        foreach (var row in selected)
        {
            if (reals.IsNull(row) || double.IsFinite(reals.Values[row])) continue;
            if (copy is null)
            {
                copy = new Float64Column(reals.Kind, reals.Count);
                copy.AppendRows(reals, 0, reals.Count);
            }

            copy.SetNullAt(row);
        }

        return copy ?? reals;
    }

    private int Refuse(EventBatch batch, int column, Float64Column reals, Span<int> selected)
    {
        var kept = 0;
        var values = reals.Values;
        foreach (var row in selected)
        {
            if (double.IsFinite(values[row]) || reals.IsNull(row)) selected[kept++] = row;
            else faults.Add(batch, row, scan.Kept.Expressions[column].Text, values[row].ToString(CultureInfo.InvariantCulture), "it is not a finite number (a view can skip such values: .SkipNonFinite())");
        }

        return kept;
    }
}
