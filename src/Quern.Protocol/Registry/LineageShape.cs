using Quern.Planning;

namespace Quern.Protocol.Registry;

/// <summary>How data flows from sources to services: the answer to <c>GET /v1/lineage</c>.</summary>
/// <param name="Nodes">Every definition that is part of it.</param>
/// <param name="Edges">What is made from what.</param>
public sealed record LineageShape(IReadOnlyList<LineageNodeShape> Nodes, IReadOnlyList<LineageEdgeShape> Edges)
{
    /// <summary>The lineage as it is told.</summary>
    public static LineageShape Of(Lineage lineage) => new(
        [.. lineage.Nodes.Select(node => new LineageNodeShape(IdOf(node), Word(node.Kind), node.Name))],
        [.. lineage.Edges.Select(edge => new LineageEdgeShape(IdOf(edge.From), IdOf(edge.To), edge.Feature))]);

    /// <summary>The id of a node.</summary>
    public static string IdOf(LineageNode node) => $"{Word(node.Kind)}:{node.Name}";

    private static string Word(LineageKind kind) => kind == LineageKind.OnDemand ? "on-demand" : kind.ToString().ToLowerInvariant();
}

/// <summary>A definition as a node of the lineage.</summary>
/// <param name="Id">Its kind and its name: <c>view:airport_delays</c>.</param>
/// <param name="Kind"><c>source</c>, <c>view</c>, <c>lookup</c>, <c>request</c>, <c>on-demand</c> or <c>service</c>.</param>
/// <param name="Name">Its name; a view's with its version when that is not 1.</param>
public sealed record LineageNodeShape(string Id, string Kind, string Name);

/// <summary>That one definition is made from another.</summary>
/// <param name="From">The id of what it is made from.</param>
/// <param name="To">The id of what is made.</param>
/// <param name="Feature">Which of its features is taken; null where it is all, or one alone.</param>
public sealed record LineageEdgeShape(string From, string To, string? Feature);
