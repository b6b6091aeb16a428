namespace Quern.Engine.Sources;

/// <summary>A value that cannot become its declared kind.</summary>
/// <param name="Row">Its row within the rows that are read together, from 0.</param>
/// <param name="Column">Its place among the columns that are read.</param>
/// <param name="Value">The value as text; null for a null.</param>
/// <param name="Reason">What is wrong with it.</param>
public readonly record struct RowFault(int Row, int Column, string? Value, string Reason);

/// <summary>The faults of rows that are read together. Of a row only the first is kept: one row is one bad row.</summary>
public sealed class RowFaults
{
    private readonly List<RowFault> _faults = [];
    private readonly HashSet<int> _rows = [];

    /// <summary>Which column is being read.</summary>
    public int Column { get; set; }

    /// <summary>The faults, in the order in which they were found.</summary>
    public IReadOnlyList<RowFault> Found => _faults;

    /// <summary>Whether a row has a fault.</summary>
    public bool Has(int row) => _rows.Contains(row);

    /// <summary>Notes a fault of a row, unless it has one already.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The value as text; null for a null.</param>
    /// <param name="reason">What is wrong with it.</param>
    public void Add(int row, string? value, string reason)
    {
        if (_rows.Add(row)) _faults.Add(new(row, Column, value, reason));
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (_faults.Count == 0) return;
        _faults.Clear();
        _rows.Clear();
    }
}
