using Quern.Values;

namespace Quern.Planning;

/// <summary>Checks that the views of one entity agree on the kinds of its join keys.</summary>
internal static class EntityRules
{
    public static void Check(IEnumerable<ViewPlan> views, List<Finding> findings)
    {
        var first = new Dictionary<(string Entity, string Key), (ValueKind Kind, string View)>();
        foreach (var view in views)
            for (var i = 0; i < Math.Min(view.KeyKinds.Count, view.Definition.Entity.JoinKeys.Count); i++)
            {
                if (!view.Definition.Keys[i].IsUsable || !RowKey.Allows(view.KeyKinds[i])) continue;
                var (entity, key, kind) = (view.Definition.Entity.Name, view.Definition.Entity.JoinKeys[i], view.KeyKinds[i]);
                if (!first.TryAdd((entity, key), (kind, view.Reference)) && first[(entity, key)] is var (other, otherView) && other != kind)
                    findings.Add(PlanFindings.KeyKindsDiffer(entity, key, other, otherView, kind, view.Reference));
            }
    }
}
