using Quern.Engine.PointInTime;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;

namespace Quern.Engine.Audit;

/// <summary>What an online read may have seen, as a condition on single events.</summary>
/// <param name="Cause">What is the cause where the condition gives what was served.</param>
/// <param name="Sees">Whether an event is seen.</param>
internal sealed record OnlineTrial(SkewCause Cause, Func<TrialEvents, int, bool> Sees)
{
    /// <summary>All but what came too late for online state.</summary>
    public static readonly OnlineTrial InTime = new(SkewCause.LateEvent, (events, at) => events.IsKnownBy(at, long.MaxValue) && !events.IsTooLate(at));

    /// <summary>What was known, but for what came too late for online state.</summary>
    public static readonly OnlineTrial KnownInTime = new(SkewCause.LateEvent, (events, at) => events.IsKnownBy(at, events.Edge) && !events.IsTooLate(at));

    /// <summary>What online state had, by how far it had come: over a stream by when events were known, over files by their time.</summary>
    public static readonly OnlineTrial Online = new(SkewCause.StaleSource, (events, at) => events.IsOnline(at));
}

/// <summary>The events of a view that a row may see.</summary>
/// <param name="View">The view.</param>
/// <param name="Table">The events.</param>
/// <param name="At">The row's instant.</param>
/// <param name="OnlineTo">Up to where online state had come, in microseconds; 0 where that is not known.</param>
internal sealed record TrialEvents(ViewPlan View, EventTable Table, Instant At, long OnlineTo)
{
    /// <summary>Gets the last instant by which an event must be known to count.</summary>
    public long Edge => View is AttributeViewPlan ? At.Microseconds : At.Microseconds - 1;

    private bool IsStreamed => View.Definition.Source.Stream is not null;

    public bool IsKnownBy(int at, long edge) => PlainFold.IsVisible(Table, at, edge);

    public bool IsTooLate(int at) => IsStreamed && Table.Times(at, at + 1)[0] < Table.Known(at, at + 1)[0] - View.AllowedLateness.Microseconds;

    public bool IsOnline(int at) => OnlineTo == 0 ? IsKnownBy(at, long.MaxValue)
        : IsStreamed ? IsKnownBy(at, OnlineTo) && !IsTooLate(at)
        : IsKnownBy(at, long.MaxValue) && Table.Times(at, at + 1)[0] < OnlineTo;
}
