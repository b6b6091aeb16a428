using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Gathers the lineage of definitions, each with all that it is made from.</summary>
internal sealed class LineageBuilder
{
    private readonly HashSet<LineageNode> _nodes = [];
    private readonly HashSet<LineageEdge> _edges = [];

    public bool Has(OnDemandDefinition method) => _nodes.Contains(NodeOf(method));

    public LineageNode Add(SourceDefinition source)
    {
        var node = new LineageNode(LineageKind.Source, source.Name);
        if (_nodes.Add(node))
            foreach (var input in source.Inputs)
                Connect(Add(input), node);
        return node;
    }

    public LineageNode Add(ViewPlan view)
    {
        var node = new LineageNode(LineageKind.View, view.Reference);
        if (_nodes.Add(node)) Connect(Add(view.Definition.Source), node);
        return node;
    }

    public LineageNode Add(LookupPlan lookup)
    {
        var node = new LineageNode(LineageKind.Lookup, lookup.Name);
        if (!_nodes.Add(node)) return node;
        Connect(Add(lookup.KeyView), node, lookup.Definition.KeyFeature);
        Connect(Add(lookup.View), node);
        return node;
    }

    /// <summary>Adds a service; of a list of features only what it takes to compute them.</summary>
    public void Add(ServicePlan service)
    {
        foreach (var view in service.Views) Add(view);
        foreach (var read in service.Lookups) Add(read.Lookup);
        foreach (var method in service.OnDemand)
        {
            var node = NodeOf(method.Definition);
            _nodes.Add(node);
            foreach (var input in method.Inputs) Connect(Origin(service, input), node, FeatureOf(service, input));
        }

        if (service.Name is null) return;
        var target = new LineageNode(LineageKind.Service, service.Name);
        _nodes.Add(target);
        foreach (var output in service.Outputs) Connect(Origin(service, output.Input), target, output.Input.Kind == InputKind.OnDemand ? OneOfSeveral(service, output.Input) : null);
    }

    public Lineage Build() => new([.. _nodes.OrderBy(node => node.Kind)], [.. _edges]);

    private LineageNode Origin(ServicePlan service, OnDemandInput input)
    {
        if (input.Kind == InputKind.Feature) return Add(service.Reads[input.Read].View);
        if (input.Kind == InputKind.Lookup) return Add(service.Lookups[input.Read].Lookup);
        if (input.Kind == InputKind.OnDemand) return NodeOf(service.OnDemand[input.Read].Definition);
        var field = new LineageNode(LineageKind.Request, service.Requests[input.Index].Name);
        _nodes.Add(field);
        return field;
    }

    private static string? FeatureOf(ServicePlan service, OnDemandInput input) => input.Kind switch
    {
        InputKind.Request => null,
        InputKind.OnDemand => OneOfSeveral(service, input),
        _ => service.NameOf(input).Feature,
    };

    private static string? OneOfSeveral(ServicePlan service, OnDemandInput input) => service.OnDemandFeature(input) is { Member: not null } output ? output.Name : null;

    private static LineageNode NodeOf(OnDemandDefinition method) => new(LineageKind.OnDemand, method.Name);

    private void Connect(LineageNode from, LineageNode to, string? feature = null) => _edges.Add(new(from, to, feature));
}
