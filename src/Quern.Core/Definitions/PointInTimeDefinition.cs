using Quern.Time;

namespace Quern.Definitions;

/// <summary>A business moment at which features are asked for, such as the one when a customer presses pay.</summary>
/// <param name="Name">Its name, lower snake case.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record PointInTimeDefinition(string Name, Labels Labels);

/// <summary>What a service promises of a view at its point in time.</summary>
/// <param name="Of">The view or lookup, by the name that it has in the service.</param>
/// <param name="Within">How old what it has may be at the read: of attributes the row, of aggregates that up to which they were brought; null for any age.</param>
/// <param name="Share">The share of the reads that find it so, above 0 and below 1.</param>
public sealed record AvailabilityDefinition(string Of, Duration? Within, double Share);
