using Quern.Planning;

namespace Quern.Engine.Alerts;

/// <summary>
/// When several things are wrong together, finds those from which the others follow: what is wrong with data further up the lineage explains what is wrong with data further down. Of several that
/// explain one, it is the one furthest up, and of those the first by key.
/// </summary>
public sealed class RootCauses
{
    private readonly Dictionary<LineageNode, LineageNode[]> _from;
    private readonly Dictionary<LineageNode, HashSet<LineageNode>> _above = [];

    /// <summary>Prepares for a lineage.</summary>
    public RootCauses(Lineage lineage) => _from = lineage.Edges.GroupBy(edge => edge.To).ToDictionary(edges => edges.Key, edges => edges.Select(edge => edge.From).Distinct().ToArray());

    /// <summary>The same conditions, those with one key once, each that another explains with that one's key, and each that explains others with their titles.</summary>
    public IReadOnlyList<AlertCondition> Fold(IReadOnlyList<AlertCondition> conditions)
    {
        // Of what is told twice the first counts, as in the book.
        conditions = [.. conditions.DistinctBy(condition => condition.Key)];
        AlertCondition[] ofData = [.. conditions.Where(condition => condition.Node is not null)];
        var because = ofData.ToDictionary(condition => condition.Key, condition => RootOf(condition, ofData)?.Key, StringComparer.Ordinal);
        return
        [
            .. conditions.Select(condition => condition with
            {
                Because = because.GetValueOrDefault(condition.Key),
                Explains = conditions.Where(other => because.GetValueOrDefault(other.Key) == condition.Key).Select(other => other.Title).ToArray() is { Length: > 0 } explained ? explained : null,
            }),
        ];
    }

    private AlertCondition? RootOf(AlertCondition condition, AlertCondition[] others)
    {
        var above = Above(condition.Node!.Value);
        AlertCondition[] explaining = [.. others.Where(other => above.Contains(other.Node!.Value))];
        return explaining.Where(one => !explaining.Any(other => Above(one.Node!.Value).Contains(other.Node!.Value))).MinBy(one => one.Key, StringComparer.Ordinal);
    }

    // All that a definition is made from, by whatever way. Lineage has no circles.
    private HashSet<LineageNode> Above(LineageNode node)
    {
        if (_above.TryGetValue(node, out var known)) return known;
        var all = new HashSet<LineageNode>();
        foreach (var from in _from.GetValueOrDefault(node, []))
        {
            all.Add(from);
            all.UnionWith(Above(from));
        }

        return _above[node] = all;
    }
}
