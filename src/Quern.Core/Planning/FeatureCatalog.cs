using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Finds views, lookups, features and on-demand features of a project by name.</summary>
internal sealed class FeatureCatalog
{
    private static readonly IReadOnlyList<(ViewPlan View, int Feature)> None = [];

    private readonly IReadOnlyDictionary<string, ViewPlan> _views;
    private readonly Dictionary<string, List<(ViewPlan View, int Feature)>> _features = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnDemandPlace> _onDemand = new(StringComparer.Ordinal);

    private readonly Dictionary<string, LookupPlan> _lookups = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _unresolved;
    private readonly bool _isIncomplete;

    public FeatureCatalog(RepositoryDefinition definition, IReadOnlyDictionary<string, ViewPlan> views, IReadOnlySet<string> unresolved)
    {
        (Definition, _views, _unresolved) = (definition, views, unresolved);
        _isIncomplete = views.Values.Any(view => view.Definition is AttributeViewDefinition { Attributes: [] } or AggregationViewDefinition { Aggregates: [] });
        foreach (var method in definition.OnDemand)
            for (var i = 0; i < method.Outputs.Count; i++)
                _onDemand.TryAdd(method.Outputs[i].Name, new(method, i));
        foreach (var view in views.Values)
            for (var i = 0; i < view.Features.Count; i++)
            {
                if (!_features.TryGetValue(view.Features[i].Name, out var places)) _features[view.Features[i].Name] = places = [];
                places.Add((view, i));
            }
    }

    public RepositoryDefinition Definition { get; }

    public IReadOnlyCollection<string> ViewNames => [.. _views.Keys, .. _lookups.Keys];

    /// <summary>The names that a parameter or a bare reference can be.</summary>
    public IReadOnlyCollection<string> Names => [.. _features.Keys, .. _onDemand.Keys];

    /// <summary>Whether a name that is not found may be a feature that has findings of its own: one that was not resolved, or of a view that could not be read.</summary>
    public bool IsUnresolved(string name) => _isIncomplete || _unresolved.Contains(name);

    public ViewPlan? View(string reference) => _views.GetValueOrDefault(reference);

    public LookupPlan? Lookup(string name) => _lookups.GetValueOrDefault(name);

    /// <summary>Makes a lookup known by name. Its features are found by their bare names only where a service reads it.</summary>
    public void Add(LookupPlan lookup) => _lookups.TryAdd(lookup.Name, lookup);

    public OnDemandPlace? OnDemand(string name) => _onDemand.TryGetValue(name, out var place) ? place : null;

    /// <summary>The on-demand method of a name that is none of the features that it gives.</summary>
    public OnDemandDefinition? SeveralOf(string name) => Definition.OnDemand.FirstOrDefault(method => method.Name == name && method.IndexOf(name) < 0);

    /// <summary>All features of a name, in whichever view.</summary>
    public IReadOnlyList<(ViewPlan View, int Feature)> Features(string name) => _features.GetValueOrDefault(name) ?? None;

    /// <summary>Splits <c>view:feature</c> or <c>view__feature</c>, or the same of a lookup; false when it is neither.</summary>
    public static bool TrySplit(string reference, out string view, out string feature)
    {
        var (at, width) = (reference.IndexOf(':', StringComparison.Ordinal), 1);
        if (at < 0) (at, width) = (reference.IndexOf("__", StringComparison.Ordinal), 2);
        (view, feature) = at < 0 ? ("", reference) : (reference[..at], reference[(at + width)..]);
        return at >= 0;
    }
}

/// <summary>An on-demand feature, as one of those that a method gives.</summary>
/// <param name="Definition">The method.</param>
/// <param name="Output">Which of its outputs.</param>
internal readonly record struct OnDemandPlace(OnDemandDefinition Definition, int Output)
{
    public OnDemandOutput Feature => Definition.Outputs[Output];
}
