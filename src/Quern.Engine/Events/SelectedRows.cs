using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>
/// Computes what a view makes of rows, where it asks for it: a row that a filter leaves out cannot fail, and one that fails is a bad row. For one thread and one view.
/// </summary>
internal sealed class SelectedRows(ScanFaults faults)
{
    private readonly HashSet<int> _failed = [];

    /// <summary>The values of the rows that count; a row that fails is told, and counts no more.</summary>
    public Column Evaluate(RowExpression expression, EventBatch batch, Func<int, bool> counts) => expression.Evaluate(batch, row => !_failed.Contains(row) && counts(row), (row, reason) =>
    {
        _failed.Add(row);
        faults.Add(batch, row, expression.Text, null, $"it cannot be computed: {reason}");
    });

    /// <summary>Whether a filter is true of a row.</summary>
    public static bool Passes(Column? filter, int row) => filter is null || (!filter.IsNull(row) && ((Int64Column)filter).Values[row] != 0);

    /// <summary>Begins another batch.</summary>
    public void Clear() => _failed.Clear();

    /// <summary>Moves the rows that did not fail to the front of the selection, and gives how many they are.</summary>
    public int Check(Span<int> selected)
    {
        if (_failed.Count == 0) return selected.Length;
        var kept = 0;
        foreach (var row in selected)
            if (!_failed.Contains(row))
                selected[kept++] = row;
        return kept;
    }
}
