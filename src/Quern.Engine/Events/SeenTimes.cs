using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Events;

/// <summary>Which event times a read sees. An attribute view sees an event at the very instant of the read; an aggregation view what was before it.</summary>
internal static class SeenTimes
{
    /// <summary>The first event time that a read at an instant does not see.</summary>
    public static Instant End(ViewPlan view, Instant at) => view is AttributeViewPlan ? new Instant(at.Microseconds + 1) : at;

    /// <summary>The instant at which a read sees all before <paramref name="end"/>, and nothing from it on.</summary>
    public static Instant AsOf(ViewPlan view, Instant end) => view is AttributeViewPlan ? new Instant(end.Microseconds - 1) : end;
}
