using Quern.Definitions;

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

    /// <summary>An on-demand feature.</summary>
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
public readonly record struct LineageEdge(LineageNode From, LineageNode To);

/// <summary>How data flows from sources to services.</summary>
public static class Lineage
{
    /// <summary>Every edge of a project once: source to source and view, view to lookup, view and lookup to on-demand feature and service, on-demand feature to others and to service.</summary>
    public static IReadOnlyList<LineageEdge> Of(RepositoryPlan plan)
    {
        var edges = new HashSet<LineageEdge>();
        foreach (var source in plan.Definition.Sources)
            foreach (var input in source.Inputs)
                edges.Add(new(Source(input), Source(source)));
        foreach (var view in plan.Views.Values) edges.Add(new(Source(view.Definition.Source), View(view)));
        foreach (var lookup in plan.Lookups.Values)
        {
            edges.Add(new(View(lookup.KeyView), new(LineageKind.Lookup, lookup.Name)));
            edges.Add(new(View(lookup.View), new(LineageKind.Lookup, lookup.Name)));
        }

        foreach (var (name, service) in plan.Services) Add(edges, new(LineageKind.Service, name), service);
        return [.. edges];
    }

    private static void Add(HashSet<LineageEdge> edges, LineageNode target, ServicePlan service)
    {
        foreach (var output in service.Outputs) edges.Add(new(Origin(service, output.Input), target));
        foreach (var feature in service.OnDemand)
            foreach (var input in feature.Inputs)
                if (input.Kind != InputKind.Request)
                    edges.Add(new(Origin(service, input), new(LineageKind.OnDemand, feature.Definition.Name)));
    }

    private static LineageNode Origin(ServicePlan service, OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => View(service.Reads[input.Read].View),
        InputKind.Lookup => new(LineageKind.Lookup, service.Lookups[input.Read].Lookup.Name),
        _ => new(LineageKind.OnDemand, service.OnDemand[input.Index].Definition.Name),
    };

    private static LineageNode Source(SourceDefinition source) => new(LineageKind.Source, source.Name);

    private static LineageNode View(ViewPlan view) => new(LineageKind.View, view.Reference);
}
