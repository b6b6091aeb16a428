namespace Quern.Planning.Snapshots;

/// <summary>Compares two snapshots: what is added, changed and removed, what follows, and what would break somebody.</summary>
public static class RegistryDiff
{
    /// <summary>The changes from one snapshot to another.</summary>
    /// <param name="before">What is registered now; <see cref="RepositorySnapshot.Empty"/> for nothing.</param>
    /// <param name="after">What would be.</param>
    /// <param name="allowBreaking">The names of definitions that may break: of a view with or without its version, of a lookup, of an on-demand method or feature, of an entity, or of a service.</param>
    public static ChangePlan Compare(RepositorySnapshot before, RepositorySnapshot after, IReadOnlySet<string> allowBreaking)
    {
        var changes = new List<Change>();
        var (diff, consequences) = (new EntryDiff(before, after), new Consequences(before, after));
        Compare("entity", before.Entities, after.Entities, Summaries.Of, diff, consequences.Of, changes);
        Compare("source", before.Sources, after.Sources, Summaries.Of, diff, consequences.Of, changes);
        Compare("view", before.Views, after.Views, Summaries.Of, diff, consequences.Of, changes);
        Compare("lookup", before.Lookups ?? [], after.Lookups ?? [], Summaries.Of, diff, consequences.Of, changes);
        Compare("on-demand", before.OnDemand, after.OnDemand, Summaries.Of, diff, consequences.Of, changes);
        Compare("service", before.Services, after.Services, Summaries.Of, diff, consequences.Of, changes);
        return new(changes, [.. BreakingChanges.Of(before, after).Where(breaking => !breaking.IsAllowed(allowBreaking)).Select(breaking => breaking.Finding)]);
    }

    private static void Compare<T>(
        string thing, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> summary, EntryDiff diff, Func<T?, T?, (IReadOnlyList<string> Lines, bool NeedsBackfill)> consequences,
        List<Change> changes)
        where T : SnapshotEntry
    {
        var (old, @new) = (before.ToDictionary(entry => entry.Name), after.ToDictionary(entry => entry.Name));
        foreach (var name in old.Keys.Union(@new.Keys).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (old.GetValueOrDefault(name), @new.GetValueOrDefault(name));
            IReadOnlyList<string> details = was is not null && becomes is not null ? diff.Lines(was, becomes) : [];
            if (was is not null && becomes is not null && details.Count == 0) continue;
            var kind = was is null ? ChangeKind.Add : becomes is null ? ChangeKind.Remove : ChangeKind.Change;
            var (lines, needsBackfill) = consequences(was, becomes);
            changes.Add(new(kind, thing, name, summary((becomes ?? was)!), details, lines, needsBackfill));
        }
    }
}
