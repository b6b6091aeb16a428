namespace Quern.Definitions;

/// <summary>A view as a service takes it.</summary>
/// <param name="View">The view.</param>
/// <param name="Alias">The name it has here; null for its own. The features of an aliased view are named <c>alias__feature</c>.</param>
/// <param name="Features">Which of its features; null for all.</param>
/// <param name="JoinKeys">From the entity's join keys to the names that they have here, such as <c>airport</c> to <c>origin</c>; keys that are missing keep their name.</param>
public sealed record ServicePart(ViewDefinition View, string? Alias, IReadOnlyList<string>? Features, IReadOnlyDictionary<string, string> JoinKeys);

/// <summary>The features that one model asks for together.</summary>
/// <param name="Name">The service's name, lower snake case.</param>
/// <param name="Parts">The views it reads.</param>
/// <param name="OnDemand">The on-demand methods whose features it computes.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record ServiceDefinition(string Name, IReadOnlyList<ServicePart> Parts, IReadOnlyList<OnDemandPart> OnDemand, Labels Labels)
{
    /// <summary>The lookups it reads.</summary>
    public IReadOnlyList<LookupPart> Lookups { get; init; } = [];

    /// <summary>What it answers in the place of values that a deadline cuts off, in the order in which it was written.</summary>
    public IReadOnlyList<FallbackDefinition> Fallbacks { get; init; } = [];

    /// <summary>The point in time at which it is asked for; null where nobody says.</summary>
    public PointInTimeDefinition? PointInTime { get; init; }

    /// <summary>What it promises of its views there, in the order in which it was written.</summary>
    public IReadOnlyList<AvailabilityDefinition> Availability { get; init; } = [];
}
