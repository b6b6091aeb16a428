namespace Quern.Stores.Sources;

/// <summary>A value of a chunk that cannot become its declared kind.</summary>
internal readonly record struct RowFault(int Row, int Column, string? Value, string Reason);

/// <summary>The faults of one chunk. Of a row only the first is kept: one row is one bad row.</summary>
internal sealed class RowFaults
{
    private readonly List<RowFault> _faults = [];
    private readonly HashSet<int> _rows = [];

    /// <summary>Which column is being read.</summary>
    public int Column { get; set; }

    public IReadOnlyList<RowFault> Found => _faults;

    public bool Has(int row) => _rows.Contains(row);

    public void Add(int row, string? value, string reason)
    {
        if (_rows.Add(row)) _faults.Add(new(row, Column, value, reason));
    }

    public void Clear()
    {
        if (_faults.Count == 0) return;
        _faults.Clear();
        _rows.Clear();
    }
}
