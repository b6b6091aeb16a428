using Quern.Definitions;

namespace Quern;

/// <summary>
/// Gathers definitions in the order of first sight. Properties are read again by whatever uses them, so that the same definition comes many times: what is the same in
/// meaning and labels is one; of what has one name and differs, all are kept, for the planner to find.
/// </summary>
internal sealed class DefinitionCollector
{
    private readonly Dictionary<string, EntityDefinition> _entities = [];
    private readonly Dictionary<string, SourceDefinition> _sources = [];
    private readonly Dictionary<string, ViewDefinition> _views = [];
    private readonly Dictionary<string, OnDemandDefinition> _onDemand = [];
    private readonly Dictionary<string, LookupDefinition> _lookups = [];
    private readonly Dictionary<string, PointInTimeDefinition> _points = [];
    private readonly List<ServiceDefinition> _services = [];
    private readonly List<Finding> _findings = [];

    /// <summary>Gets the members that definitions come from.</summary>
    public MemberCollector Members { get; } = new();

    public void Add(Finding finding)
    {
        if (!_findings.Contains(finding)) _findings.Add(finding);
    }

    public void Add(EntityDefinition entity)
    {
        Members.Found("entity", entity.Name);
        _entities.TryAdd(MeaningText.Of(entity) + Of(entity.Labels), entity);
    }

    public void Add(PointInTimeDefinition point) => _points.TryAdd($"{point.Name}\n{Of(point.Labels)}", point);

    public void Add(Source source)
    {
        AddAll(source.Findings);
        Add(source.Definition);
    }

    public void Add(FeatureView view)
    {
        AddAll(view.Findings);
        Add(view.Definition);
    }

    public void Add(Lookup lookup)
    {
        AddAll(lookup.Findings);
        Add(lookup.Definition);
    }

    public void Add(OnDemandFeature feature)
    {
        AddAll(feature.Findings);
        Add(feature.Definition);
    }

    public void Add(FeatureService service)
    {
        AddAll(service.Findings);
        Members.Given("service", service.Definition.Name);
        foreach (var part in service.Definition.Parts) Add(part.View);
        foreach (var part in service.Definition.Lookups) Add(part.Lookup);
        foreach (var part in service.Definition.OnDemand) Add(part.Definition);
        if (service.Definition.PointInTime is { } point) Add(point);
        _services.Add(service.Definition);
    }

    public RepositoryReading ToReading() =>
        new(new([.. _entities.Values], [.. _sources.Values], [.. _views.Values], [.. _onDemand.Values], _services) { Lookups = [.. _lookups.Values], PointsInTime = [.. _points.Values] }, _findings) { Members = Members.ToList() };

    // One instance of what is the same, so that who groups views by their source reads it once.
    private SourceDefinition Add(SourceDefinition source)
    {
        Members.Found("source", source.Name);
        foreach (var input in source.Inputs) Add(input);
        var text = $"{MeaningText.Of(source)}{string.Join('\n', source.Schema.Fields.Select(MeaningText.Of))}{source.Format} {source.Connection} {source.Location} {source.Version}\n{source.Stream}\n{string.Join('\n', source.Expectations.Select(expectation => MeaningText.Of(expectation, source.Schema)).Concat(source.SeriesExpectations.Select(MeaningText.Of)))}\n{Of(source.Labels)}";
        return _sources.TryAdd(text, source) ? source : _sources[text];
    }

    private void Add(ViewDefinition view)
    {
        Members.Found("view", view.Reference);
        Add(view.Entity);
        view = view with { Source = Add(view.Source) };
        _views.TryAdd($"{view.Reference}\n{MeaningText.Shared(view)}{string.Concat(view.FeatureMeanings())}{view.AllowedLateness}\n{string.Join('\n', view.Expectations.Select(MeaningText.Of))}\n{Of(view.Labels)}", view);
    }

    private void Add(LookupDefinition lookup)
    {
        Members.Found("lookup", lookup.Name);
        Add(lookup.KeyView);
        Add(lookup.View);
        _lookups.TryAdd($"{lookup.Name}\n{MeaningText.Of(lookup)}\n{Of(lookup.Labels)}", lookup);
    }

    private void Add(OnDemandDefinition feature)
    {
        Members.Is("on-demand", feature.Name, feature.Method);
        _onDemand.TryAdd($"{feature.Method.DeclaringType!.AssemblyQualifiedName} {feature.Method}", feature);
    }

    private void AddAll(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings) Add(finding);
    }

    private static string Of(Labels labels) => $"{labels.Description}\n{labels.Owner}\n{string.Join('\n', labels.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}";
}
