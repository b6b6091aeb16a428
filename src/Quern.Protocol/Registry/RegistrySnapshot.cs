namespace Quern.Protocol.Registry;

/// <summary>Everything that a project defines, as one version of its registry has it: the answer to <c>GET /v1/registry</c>.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Version">The registry's version.</param>
/// <param name="Entities">The entities.</param>
/// <param name="Sources">The sources.</param>
/// <param name="Views">The views, several versions of one name side by side.</param>
/// <param name="Lookups">The lookups.</param>
/// <param name="OnDemand">The on-demand features.</param>
/// <param name="Services">The services.</param>
public sealed record RegistrySnapshot(
    string Project,
    string Version,
    IReadOnlyList<EntityShape> Entities,
    IReadOnlyList<SourceShape> Sources,
    IReadOnlyList<ViewShape> Views,
    IReadOnlyList<LookupShape> Lookups,
    IReadOnlyList<OnDemandShape> OnDemand,
    IReadOnlyList<ServiceShape> Services);
