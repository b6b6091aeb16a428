namespace Quern.Planning.Snapshots;

/// <summary>What follows from a change for stored values and for those who read them.</summary>
internal sealed class Consequences(RepositorySnapshot before, RepositorySnapshot after)
{
    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(EntityEntry? was, EntityEntry? becomes)
    {
        var name = (becomes ?? was)!.Name;
        var views = after.Views.Where(view => view.Entity == name).Select(view => view.Name).ToList();
        return was is null || becomes is null || views.Count == 0 || was.JoinKeys.SequenceEqual(becomes.JoinKeys) ? ([], false) : ([$"other keys for {Names("view", views)}"], false);
    }

    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(SourceEntry? was, SourceEntry? becomes)
    {
        if (was is null || becomes is null || (was.Location == becomes.Location && was.Version == becomes.Version && was.Connection == becomes.Connection)) return ([], false);
        var views = after.Views.Where(view => view.Source == becomes.Name).Select(view => view.Name).ToList();
        return views.Count == 0 ? ([], false) : ([$"{Names("view", views)} will read from elsewhere; stored values stay as they are until a backfill"], false);
    }

    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(ViewEntry? was, ViewEntry? becomes)
    {
        if (was is null) return (["needs a backfill"], true);
        if (becomes is null) return ([.. Consumers(before, was.Name), "its stored values are no longer read"], false);
        return was.Hash == becomes.Hash ? ([], false) : ([.. Consumers(after, becomes.Name), "needs a backfill"], true);
    }

    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(LookupEntry? was, LookupEntry? becomes)
    {
        if (was is null || was.Hash == becomes?.Hash) return ([], false);
        var services = Readers.OfLookup(becomes is null ? before : after, was.Name, feature: null);
        return services.Count == 0 ? ([], false) : ([$"changes {Names("service", services)}"], false);
    }

    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(OnDemandEntry? was, OnDemandEntry? becomes)
    {
        if (was is null) return ([], false);
        var services = was.Features.SelectMany(feature => Readers.OfOnDemand(before, feature.Name)).Distinct().ToList();
        return services.Count == 0 ? ([], false) : ([$"changes {Names("service", services)}"], false);
    }

    public (IReadOnlyList<string> Lines, bool NeedsBackfill) Of(ServiceEntry? was, ServiceEntry? becomes)
    {
        if (was is null) return ([], false);
        if (becomes is null) return (["requests for it will be refused"], false);
        var lines = new List<string>();
        var lost = was.Columns.Select(column => column.Name).Except(becomes.Columns.Select(column => column.Name)).ToList();
        var asked = Inputs(becomes).Except(Inputs(was)).ToList();
        if (lost.Count > 0) lines.Add($"callers no longer get {string.Join(", ", lost)}");
        if (asked.Count > 0) lines.Add($"callers must also give {string.Join(", ", asked)}");
        return (lines, false);
    }

    private static IEnumerable<string> Inputs(ServiceEntry service) => [.. service.JoinKeys, .. service.Requests ?? []];

    private static IEnumerable<string> Consumers(RepositorySnapshot snapshot, string view)
    {
        var lookups = Readers.Lookups(snapshot, view, feature: null);
        if (lookups.Count > 0) yield return $"changes {Names("lookup", lookups)}";
        var services = Readers.Services(snapshot, view, feature: null);
        if (services.Count > 0) yield return $"changes {Names("service", services)}";
    }

    private static string Names(string thing, List<string> names) => $"{thing}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names)}";
}
