namespace Quern.Aggregation.Totals;

/// <summary>
/// The running totals of a view's arguments for the entity and the window at hand, each made when it is first asked for. Where events enter and leave in their own order, which is when
/// everything was known at once, all windows of an entity share them.
/// </summary>
internal sealed class ArgumentTotals(int arguments)
{
    private readonly RunningTotals?[] _entering = new RunningTotals?[arguments];
    private readonly RunningTotals?[] _leaving = new RunningTotals?[arguments];
    private readonly bool[] _isLoaded = new bool[arguments];
    private bool _isShared;

    /// <summary>Forgets all, since events are others now.</summary>
    public void Clear() => _isShared = false;

    /// <summary>Goes on to another window.</summary>
    public void Begin(in WindowTrace trace)
    {
        if (!_isShared || !trace.IsContiguous) Array.Clear(_isLoaded);
        _isShared = trace.IsContiguous;
    }

    /// <summary>The totals of one argument.</summary>
    public WindowTotals Of(int argument, ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls, in WindowTrace trace)
    {
        var entering = _entering[argument] ??= new();
        var leaving = trace.IsContiguous ? entering : _leaving[argument] ??= new();
        if (!_isLoaded[argument])
        {
            entering.Load(values, nulls, trace.EnterOrder, !trace.EnterOrder.IsEmpty);
            if (!trace.IsContiguous) leaving.Load(values, nulls, trace.LeaveOrder, !trace.LeaveOrder.IsEmpty);
            _isLoaded[argument] = true;
        }

        return new(entering, leaving);
    }
}
