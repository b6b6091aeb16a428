namespace Quern.Planning.Snapshots;

/// <summary>A change that would break somebody unless it is allowed by name.</summary>
/// <param name="Finding">What would break.</param>
/// <param name="Names">The names by which it can be allowed.</param>
internal sealed record BreakingChange(Finding Finding, IReadOnlyList<string> Names)
{
    public bool IsAllowed(IReadOnlySet<string> allowed) => Names.Any(allowed.Contains);
}

/// <summary>
/// Finds the changes that break somebody: (1) a view means something else under the same version, or a lookup under the same name, (2) a view, lookup or feature that a service returned is gone, (3) a feature is stored
/// as another type; one that is computed on demand, where a service returned it, (4) an entity has other keys. A new feature in a view breaks nobody.
/// </summary>
internal static class BreakingChanges
{
    public static IEnumerable<BreakingChange> Of(RepositorySnapshot before, RepositorySnapshot after) =>
    [
        .. before.Views.SelectMany(view => Of(view, before, after)),
        .. (before.Lookups ?? []).SelectMany(lookup => Of(lookup, before, after)),
        .. before.OnDemand.SelectMany(method => Of(method, before, after)),
        .. before.Entities.SelectMany(entity => Of(entity, after)),
    ];

    private static IEnumerable<BreakingChange> Of(ViewEntry was, RepositorySnapshot before, RepositorySnapshot after)
    {
        var names = new[] { was.Name, BareName(was.Name) };
        if (after.Views.FirstOrDefault(view => view.Name == was.Name) is not { } becomes)
        {
            var services = Readers.Services(before, was.Name, feature: null);
            if (services.Count > 0) yield return new(SnapshotFindings.ViewRemoved(was.Name, services), names);
            yield break;
        }

        var changed = new List<string>();
        foreach (var feature in was.Features)
            if (becomes.Features.FirstOrDefault(other => other.Name == feature.Name) is not { } other)
            {
                var services = Readers.Services(before, was.Name, feature.Name);
                if (services.Count > 0) yield return new(SnapshotFindings.FeatureRemoved(was.Name, feature.Name, services), names);
            }
            else if (other.Type != feature.Type) yield return new(SnapshotFindings.TypeChanged(was.Name, feature, other, NextVersion(after, was.Name)), names);
            else if (other.Meaning != feature.Meaning) changed.Add(feature.Name);

        if (was.Meaning != becomes.Meaning || changed.Count > 0)
            yield return new(SnapshotFindings.MeaningChanged(was.Name, was.Meaning == becomes.Meaning ? [] : new EntryDiff(before, after).Shared(was, becomes), changed, NextVersion(after, was.Name)), names);
    }

    // That one of its views means something else is told of the view.
    private static IEnumerable<BreakingChange> Of(LookupEntry was, RepositorySnapshot before, RepositorySnapshot after)
    {
        string[] names = [was.Name];
        if (after.Lookups?.FirstOrDefault(lookup => lookup.Name == was.Name) is not { } becomes)
        {
            var services = Readers.OfLookup(before, was.Name, feature: null);
            if (services.Count > 0) yield return new(SnapshotFindings.LookupRemoved(was.Name, services), names);
            yield break;
        }

        var changed = new List<string>();
        foreach (var feature in was.Features)
            if (becomes.Features.FirstOrDefault(other => other.Name == feature.Name) is not { } other)
            {
                var services = Readers.OfLookup(before, was.Name, feature.Name);
                if (services.Count > 0) yield return new(SnapshotFindings.FeatureRemoved(was.Name, feature.Name, services), names);
            }
            else if (other.Type != feature.Type) yield return new(SnapshotFindings.TypeChanged(was.Name, feature, other), names);
            else if (other.From != feature.From) changed.Add(feature.Name);

        if (was.Key != becomes.Key || was.View != becomes.View || changed.Count > 0) yield return new(SnapshotFindings.MeaningChanged(was, becomes, changed), names);
    }

    // A feature may move to another method: its name says what it is.
    private static IEnumerable<BreakingChange> Of(OnDemandEntry was, RepositorySnapshot before, RepositorySnapshot after)
    {
        foreach (var feature in was.Features)
        {
            var services = Readers.OfOnDemand(before, feature.Name);
            if (services.Count == 0) continue;
            var becomes = after.OnDemand.SelectMany(method => method.Features).FirstOrDefault(other => other.Name == feature.Name);
            string[] names = [was.Name, feature.Name];
            if (becomes is null) yield return new(SnapshotFindings.OnDemandRemoved(feature.Name, was.Name, services), names);
            else if (becomes.Type != feature.Type) yield return new(SnapshotFindings.OnDemandTypeChanged(was.Name, feature, becomes, services), names);
        }
    }

    private static IEnumerable<BreakingChange> Of(EntityEntry was, RepositorySnapshot after)
    {
        var becomes = after.Entities.FirstOrDefault(entity => entity.Name == was.Name);
        if (becomes is not null && !becomes.JoinKeys.SequenceEqual(was.JoinKeys)) yield return new(SnapshotFindings.KeysChanged(was, becomes), [was.Name]);
    }

    private static string BareName(string reference) => reference.Split('@')[0];

    private static int NextVersion(RepositorySnapshot snapshot, string reference) =>
        1 + snapshot.Views.Select(view => view.Name.Split('@')).Where(parts => parts[0] == BareName(reference))
            .Max(parts => parts.Length == 1 ? 1 : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
}
