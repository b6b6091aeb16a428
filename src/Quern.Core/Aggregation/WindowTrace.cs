namespace Quern.Aggregation;

/// <summary>
/// How one window moves over one entity's events as the rows go forward in time. Events are numbered 0, 1, 2, … in their total order (time, event key, row).
/// At row <c>r</c> the events inside are the first <c>Entered[r]</c> of the enter order without the first <c>Left[r]</c> of the leave order; both counts never fall.
/// Usually both orders are the events' own order and the window is the contiguous range <c>[Left[r], Entered[r])</c>. When a training set is made as it was known,
/// an event enters once it has happened and is known; one that would leave before it enters is in neither order.
/// </summary>
public readonly ref struct WindowTrace
{
    /// <summary>The time of each event, in microseconds, ascending.</summary>
    public required ReadOnlySpan<long> EventTimes { get; init; }

    /// <summary>The instant asked for by each row, in microseconds, ascending.</summary>
    public required ReadOnlySpan<long> RowTimes { get; init; }

    /// <summary>Where the result of each row goes.</summary>
    public required ReadOnlySpan<int> RowOrdinals { get; init; }

    /// <summary>By row: how many events have entered.</summary>
    public required ReadOnlySpan<int> Entered { get; init; }

    /// <summary>By row: how many events have left; never more than have entered.</summary>
    public required ReadOnlySpan<int> Left { get; init; }

    /// <summary>Event numbers in the order of entering; empty when it is 0, 1, 2, ….</summary>
    public ReadOnlySpan<int> EnterOrder { get; init; }

    /// <summary>Event numbers in the order of leaving; empty when it is 0, 1, 2, ….</summary>
    public ReadOnlySpan<int> LeaveOrder { get; init; }

    /// <summary>Whether the window is the contiguous range of events <c>[Left[r], Entered[r])</c>.</summary>
    public bool IsContiguous => EnterOrder.IsEmpty && LeaveOrder.IsEmpty;
}
