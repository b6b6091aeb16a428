namespace Quern.Planning.Snapshots;

/// <summary>
/// What a project defines, as plain data: each list by name, so that two snapshots can be compared line by line. It is kept in the registry and needs no compiled
/// definitions to be read.
/// </summary>
/// <param name="Entities">The entities.</param>
/// <param name="Sources">The sources.</param>
/// <param name="Views">The views.</param>
/// <param name="OnDemand">The on-demand features.</param>
/// <param name="Services">The services.</param>
public sealed record RepositorySnapshot(
    IReadOnlyList<EntityEntry> Entities,
    IReadOnlyList<SourceEntry> Sources,
    IReadOnlyList<ViewEntry> Views,
    IReadOnlyList<OnDemandEntry> OnDemand,
    IReadOnlyList<ServiceEntry> Services)
{
    /// <summary>The lookups; null where there are none.</summary>
    public IReadOnlyList<LookupEntry>? Lookups { get; init; }

    /// <summary>Nothing defined.</summary>
    public static RepositorySnapshot Empty { get; } = new([], [], [], [], []);
}
