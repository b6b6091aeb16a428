namespace Quern.Aggregation.Totals;

/// <summary>Running totals of an argument in the order in which a window's events enter, and in that in which they leave.</summary>
internal readonly ref struct WindowTotals
{
    private readonly ReadOnlySpan<long> _entered;
    private readonly ReadOnlySpan<long> _left;
    private readonly ReadOnlySpan<int> _enteredCounts;
    private readonly ReadOnlySpan<int> _leftCounts;

    public WindowTotals(RunningTotals entering, RunningTotals leaving)
    {
        if (!entering.IsExact) return;
        _entered = entering.Sums;
        _enteredCounts = entering.Counts;
        _left = leaving.Sums;
        _leftCounts = leaving.Counts;
    }

    public bool IsEmpty => _entered.IsEmpty;

    /// <summary>The sum of what is inside after so many events have entered and left.</summary>
    public long Sum(int entered, int left) => unchecked(_entered[entered] - _left[left]);

    /// <summary>How many values are inside.</summary>
    public long Count(int entered, int left) => _enteredCounts.IsEmpty ? entered - left : _enteredCounts[entered] - _leftCounts[left];
}
