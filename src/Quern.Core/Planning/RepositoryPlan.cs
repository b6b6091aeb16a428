using Quern.Definitions;

namespace Quern.Planning;

/// <summary>All that a project defines, checked.</summary>
/// <param name="Definition">As it was written.</param>
/// <param name="Views">The views, by reference.</param>
/// <param name="Services">The services, by name.</param>
public sealed record RepositoryPlan(RepositoryDefinition Definition, IReadOnlyDictionary<string, ViewPlan> Views, IReadOnlyDictionary<string, ServicePlan> Services)
{
    /// <summary>The lookups, by name.</summary>
    public IReadOnlyDictionary<string, LookupPlan> Lookups { get; init; } = new Dictionary<string, LookupPlan>();
}
