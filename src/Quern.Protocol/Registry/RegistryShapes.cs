using Quern.Definitions;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Protocol.Explanations;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Registry;

/// <summary>Definitions and plans as the registry's JSON tells them.</summary>
public static class RegistryShapes
{
    /// <summary>All of a project.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="version">The registry's version.</param>
    /// <param name="repository">The project.</param>
    /// <param name="materializedTo">Up to where a view's events are in the online state; null when there is none.</param>
    /// <param name="shards">Where everything is served; null where the project has no shards.</param>
    public static RegistrySnapshot Of(string project, string version, RepositoryPlan repository, Func<ViewPlan, Instant?> materializedTo, ShardMap? shards = null)
    {
        var definition = repository.Definition;
        return new(
            project,
            version,
            [.. definition.Entities.Select(Entity)],
            [.. definition.Sources.Select(Source)],
            [.. repository.Views.Values.OrderBy(view => view.Reference, StringComparer.Ordinal).Select(view => View(view, materializedTo(view)) with { Shards = shards?.ShardsOf(view.Reference) })],
            [.. repository.Lookups.Values.OrderBy(lookup => lookup.Name, StringComparer.Ordinal).Select(Lookup)],
            [.. definition.OnDemand.SelectMany(OnDemand)],
            [.. definition.Services.Where(service => repository.Services.ContainsKey(service.Name)).Select(service => Service(repository.Services[service.Name], service.Labels, shards))]);
    }

    /// <summary>One service.</summary>
    /// <param name="plan">The service.</param>
    /// <param name="labels">What people say of it.</param>
    /// <param name="shards">Where everything is served; null where the project has no shards.</param>
    public static ServiceShape Service(ServicePlan plan, Labels labels, ShardMap? shards = null) => new(
        plan.Name ?? "",
        [.. plan.JoinKeys.Select(Field)],
        [.. plan.Requests.Select(Field)],
        [.. plan.Views.Select(view => view.Reference)],
        [.. plan.Outputs.Select(output => new OutputShape(output.Name, output.FullName, output.Type.ToString(), Origin(plan, output.Input), output.Fallback is { } fallback ? Fallback(fallback) : null))],
        labels.Description,
        labels.Owner,
        labels.Tags)
    {
        Shard = shards?.ShardOf(plan.Name ?? ""),
        Url = shards?.UrlOf(shards.ShardOf(plan.Name ?? "")),
    };

    private static FallbackShape Fallback(Fallback fallback) => new(fallback.IsLastGood, fallback.Within?.ToString(), fallback.Constant is { } constant ? ValueJson.Of(constant) : null);

    // The view, and not what a service calls it.
    private static string Origin(ServicePlan plan, OnDemandInput input) => input.Kind switch
    {
        InputKind.OnDemand => plan.OnDemandFeature(input).Name,
        InputKind.Lookup => $"{plan.Lookups[input.Read].Lookup.Name}:{plan.NameOf(input).Feature}",
        _ => $"{plan.Reads[input.Read].View.Reference}:{plan.NameOf(input).Feature}",
    };

    private static EntityShape Entity(EntityDefinition entity) => new(entity.Name, entity.JoinKeys, entity.Labels.Description, entity.Labels.Owner, entity.Labels.Tags);

    private static SourceShape Source(SourceDefinition source) => new(
        source.Name,
        Word(source.Format),
        source.Location,
        source.Stream,
        [.. source.Schema.Fields.Select(field => new FieldShape(field.Column, Word(field.Kind)))],
        source.Labels.Description,
        source.Labels.Owner,
        source.Labels.Tags);

    private static ViewShape View(ViewPlan view, Instant? materializedTo) => new(
        view.Definition.Name,
        view.Definition.Version,
        view is AttributeViewPlan ? "attribute" : "aggregation",
        view.Definition.Entity.Name,
        view.Definition.Source.Name,
        [.. view.Features.Select(feature => new FeatureShape(feature.Name, feature.Type.ToString(), Word(feature.FeatureType), feature.Window?.Name))],
        (view.Definition as AttributeViewDefinition)?.Ttl?.ToString(),
        (view.Definition as AggregationViewDefinition)?.Hop?.ToString(),
        new(materializedTo?.ToString()),
        view.Definition.Labels.Description,
        view.Definition.Labels.Owner,
        view.Definition.Labels.Tags);

    private static LookupShape Lookup(LookupPlan lookup) => new(
        lookup.Name,
        $"{lookup.KeyView.Reference}:{lookup.Definition.KeyFeature}",
        lookup.View.Reference,
        [.. lookup.Features.Select(feature => new FeatureShape(feature.Name, feature.Type.ToString(), Word(feature.FeatureType), null))],
        lookup.Definition.Labels.Description,
        lookup.Definition.Labels.Owner,
        lookup.Definition.Labels.Tags);

    private static IEnumerable<OnDemandShape> OnDemand(OnDemandDefinition method) => method.Outputs.Select(output => new OnDemandShape(
        output.Name,
        Word(output.Kind),
        [.. method.Parameters.Select(parameter => new FieldShape(parameter.Name, Word(parameter.Kind)))],
        method.Labels.Description,
        method.Labels.Owner,
        method.Labels.Tags));

    private static FieldShape Field(RequestField field) => new(field.Name, Word(field.Kind));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Word(ValueKind kind) => DataType.Scalar(kind).ToString();
}
