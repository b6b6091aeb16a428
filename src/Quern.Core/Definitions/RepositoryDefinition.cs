namespace Quern.Definitions;

/// <summary>All that a project defines, by name, as written and not yet checked.</summary>
/// <param name="Entities">The entities.</param>
/// <param name="Sources">The sources.</param>
/// <param name="Views">The views, several versions of one name side by side.</param>
/// <param name="OnDemand">The on-demand methods.</param>
/// <param name="Services">The services.</param>
public sealed record RepositoryDefinition(
    IReadOnlyList<EntityDefinition> Entities,
    IReadOnlyList<SourceDefinition> Sources,
    IReadOnlyList<ViewDefinition> Views,
    IReadOnlyList<OnDemandDefinition> OnDemand,
    IReadOnlyList<ServiceDefinition> Services)
{
    /// <summary>The lookups.</summary>
    public IReadOnlyList<LookupDefinition> Lookups { get; init; } = [];

    /// <summary>The points in time at which features are asked for.</summary>
    public IReadOnlyList<PointInTimeDefinition> PointsInTime { get; init; } = [];
}
