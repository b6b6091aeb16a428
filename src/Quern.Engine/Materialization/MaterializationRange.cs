using Quern.Engine.Events;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Materialization;

/// <summary>
/// Which event times a materialization must bring in. Over an unchanged source it goes on where the state ends. A source that has changed may hold late events, so
/// everything that the state keeps in detail is read again; writing it again changes nothing where nothing changed. A run that was stopped is gone on with first,
/// even when the next one is to go further.
/// </summary>
internal static class MaterializationRange
{
    public static Interval Of(MaterializationRequest request, ViewState? state, string source)
    {
        var end = End(request);
        if (request.From is null && state?.Job is { BucketsDone: > 0 } stopped && stopped.Source == source && stopped.Range.End <= end) return stopped.Range;
        return new(MustReadAll(request.View, state, source) ? Instant.Min : request.From ?? Start(request.View, state, source, end), end);
    }

    /// <summary>The first event time that is not brought in.</summary>
    public static Instant End(MaterializationRequest request) => SeenTimes.End(request.View, request.To);

    // An attribute view keeps one row; when the source holds it no longer, the one before it must be found.
    private static bool MustReadAll(ViewPlan view, ViewState? state, string source) => view is AttributeViewPlan && state is { Covered.Count: > 0 } && state.Source != source;

    private static Instant Start(ViewPlan view, ViewState? state, string source, Instant end)
    {
        if (state is not { Covered: [.., { End: var covered }] }) return HasLifetime(view) ? Instant.Min : Retention.From(view, end);
        if (state.Source == source) return covered;
        var kept = Retention.From(view, end);
        return kept < covered ? kept : covered;
    }

    /// <summary>Where a source that has changed is read again from, if lifetime windows look further back than that; by default a view with them keeps all in detail.</summary>
    public static Instant? LateFrom(ViewPlan view, Interval range) =>
        range.Start > Instant.Min && HasLifetime(view) && view.AllowedLateness.CompareTo(Duration.Longest) < 0 ? range.Start : null;

    private static bool HasLifetime(ViewPlan view) => view is AggregationViewPlan aggregation && Retention.LifetimeAggregates(aggregation).Contains(true);
}
