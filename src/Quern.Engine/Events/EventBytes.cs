using Quern.Planning;

namespace Quern.Engine.Events;

/// <summary>About how much memory one event of a view takes while it is collected and sorted.</summary>
internal static class EventBytes
{
    // Entity, time and order; and each column twice, as it arrived and as it is sorted.
    public static long Of(ViewPlan view) => 36 + (16L * (view is AggregationViewPlan aggregation ? aggregation.Arguments.Count : view.Features.Count));
}
