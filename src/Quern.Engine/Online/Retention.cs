using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>How much of the past an aggregation view keeps in detail: as far as its windows look back, and as late as an event may be.</summary>
internal static class Retention
{
    /// <summary>From when on a view that is materialized to <paramref name="target"/> keeps single events or hops.</summary>
    public static Instant From(ViewPlan plan, Instant target)
    {
        if (plan is not AggregationViewPlan aggregation) return Instant.Min;
        var earliest = target;
        for (var feature = 0; feature < plan.Features.Count; feature++)
        {
            var covered = Range(aggregation, feature).At(target);
            var least = IsLifetime(aggregation, feature) ? covered.End : covered.Start;
            if (least < earliest) earliest = least;
        }

        earliest -= plan.AllowedLateness;
        if (aggregation.View.Hop is { } hop) earliest = earliest.Floor(hop);
        return earliest > Instant.Min ? earliest : Instant.Min;
    }

    /// <summary>The window of a feature with all that narrows it.</summary>
    public static WindowRange Range(AggregationViewPlan plan, int feature) =>
        new(plan.Features[feature].Window!, plan.View.Hop, plan.Aggregates[plan.Features[feature].Input].Aggregate.MaxAge);

    /// <summary>Whether a feature looks over the whole past.</summary>
    public static bool IsLifetime(AggregationViewPlan plan, int feature) => Range(plan, feature) is { Window.Length: null, MaxAge: null };

    /// <summary>For each aggregate whether any feature of it looks over the whole past.</summary>
    public static bool[] LifetimeAggregates(AggregationViewPlan plan)
    {
        var lifetime = new bool[plan.Aggregates.Count];
        for (var feature = 0; feature < plan.Features.Count; feature++) lifetime[plan.Features[feature].Input] |= IsLifetime(plan, feature);
        return lifetime;
    }
}
