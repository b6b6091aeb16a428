namespace Quern.Planning;

/// <summary>What a node of the lineage is.</summary>
public enum LineageKind
{
    /// <summary>A source.</summary>
    Source,

    /// <summary>A view.</summary>
    View,

    /// <summary>A lookup.</summary>
    Lookup,

    /// <summary>A field of requests, or a column of spines.</summary>
    Request,

    /// <summary>An on-demand method, by its name in snake case.</summary>
    OnDemand,

    /// <summary>A service.</summary>
    Service,
}

/// <summary>A definition as a node of the lineage.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; a view's with its version when that is not 1.</param>
public readonly record struct LineageNode(LineageKind Kind, string Name);

/// <summary>That one definition is made from another.</summary>
/// <param name="From">What it is made from.</param>
/// <param name="To">What is made.</param>
/// <param name="Feature">Which of its features: of what a lookup takes its keys from, what an on-demand method takes, and of several that it gives the one that is taken; null where it is all, or one alone.</param>
public readonly record struct LineageEdge(LineageNode From, LineageNode To, string? Feature);

/// <summary>How data flows from sources to services.</summary>
/// <param name="Nodes">Every definition that is part of it once, by kind.</param>
/// <param name="Edges">Every edge once.</param>
public sealed record Lineage(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges)
{
    /// <summary>All of a project, also what no service reads.</summary>
    public static Lineage Of(RepositoryPlan plan)
    {
        var builder = new LineageBuilder();
        foreach (var source in plan.Definition.Sources) builder.Add(source);
        foreach (var view in plan.Views.Values) builder.Add(view);
        foreach (var lookup in plan.Lookups.Values) builder.Add(lookup);
        foreach (var service in plan.Services.Values) builder.Add(service);
        var planner = new ServicePlanner(plan);
        foreach (var method in plan.Definition.OnDemand)
            if (!builder.Has(method))
                builder.Add(planner.Plan(method));
        return builder.Build();
    }

    /// <summary>What one service reads.</summary>
    public static Lineage Of(ServicePlan service)
    {
        var builder = new LineageBuilder();
        builder.Add(service);
        return builder.Build();
    }
}
