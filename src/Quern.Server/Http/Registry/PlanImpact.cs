using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Protocol.Registry;

namespace Quern.Server.Http.Registry;

/// <summary>What a plan reaches in the lineage.</summary>
internal static class PlanImpact
{
    /// <summary>How data would flow, and beside it what would go, with its edges as they are.</summary>
    internal static Lineage Merge(Lineage planned, Lineage? served, ChangePlan changes)
    {
        var gone = changes.Changes.Where(change => change.Kind == ChangeKind.Remove).Select(IdOf).ToHashSet();
        if (served is null || gone.Count == 0) return planned;
        bool IsGone(LineageNode node) => gone.Contains(LineageShape.IdOf(node));
        LineageEdge[] edges = [.. served.Edges.Where(edge => IsGone(edge.From) || IsGone(edge.To))];
        return new(
            [.. planned.Nodes.Concat(served.Nodes.Where(IsGone)).Concat(edges.SelectMany(edge => new[] { edge.From, edge.To })).Distinct()],
            [.. planned.Edges.Concat(edges).Distinct()]);
    }

    /// <summary>What changes, and all that is made from it.</summary>
    internal static IReadOnlyList<TouchedShape> Touched(LineageShape lineage, ChangePlan changes)
    {
        var ids = lineage.Nodes.Select(node => node.Id).ToHashSet();
        var touched = new Dictionary<string, string>();
        foreach (var change in changes.Changes.Where(change => ids.Contains(IdOf(change)))) touched[IdOf(change)] = ChangeShapes.Word(change.Kind);
        var next = lineage.Edges.ToLookup(edge => edge.From, edge => edge.To);
        var reached = new Queue<string>(touched.Keys);
        while (reached.TryDequeue(out var id))
            foreach (var reader in next[id])
                if (touched.TryAdd(reader, "reads"))
                    reached.Enqueue(reader);
        return [.. lineage.Nodes.Where(node => touched.ContainsKey(node.Id)).Select(node => new TouchedShape(node.Id, touched[node.Id]))];
    }

    private static string IdOf(Change change) => $"{change.Thing}:{change.Name}";
}
