using Quern.Planning;

namespace Quern.Engine.Events;

/// <summary>About how much memory one event of a view takes while it is collected and sorted.</summary>
internal static class EventBytes
{
    /// <summary>Bytes for each event.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isStored">Whether events are to be kept beyond the computation.</param>
    /// <param name="known">Whether known-at times are kept.</param>
    public static long Of(ViewPlan view, bool isStored, bool known)
    {
        var isKeyed = view.Definition.Source.EventKey is not null;
        var columns = KeptColumns.Of(view, isStored).Kinds.Count + (known ? 1 : 0) + (isKeyed ? 1 : 0);
        var arrived = 12L + (8L * columns);
        // Versions, and events to be stored, are sorted all together. Others are part by part, which leaves room for the rows that are checked.
        return isStored || isKeyed ? (2 * arrived) + 12 : arrived * 3 / 2;
    }
}
