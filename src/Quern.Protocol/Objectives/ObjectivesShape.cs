namespace Quern.Protocol.Objectives;

/// <summary>How a server's objectives stand.</summary>
/// <param name="Objectives">The objectives, in the order of the settings.</param>
/// <param name="Trouble">Why counts do not outlive the server just now; null when they do.</param>
public sealed record ObjectivesShape(IReadOnlyList<ObjectiveShape> Objectives, string? Trouble);

/// <summary>How an objective stands.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind"><c>latency</c>, <c>errors</c>, <c>freshness</c>, <c>ingestion</c> or <c>skew</c>.</param>
/// <param name="Subject">The service, view or stream.</param>
/// <param name="WithinSeconds">The time within which something is good; null where the kind has none.</param>
/// <param name="Target">The share that is to be good.</param>
/// <param name="Good">How many were good within four weeks.</param>
/// <param name="All">How many there were: reads, minutes or values.</param>
/// <param name="BudgetLeft">The share of the allowed failures that is left: 1 for all, below 0 when the target is missed.</param>
/// <param name="Burning"><c>fast</c> or <c>slow</c> while failures use it up too fast; null while they do not.</param>
/// <param name="Burns">How fast it is used.</param>
public sealed record ObjectiveShape(
    string Name, string Kind, string Subject, double? WithinSeconds, double Target, long Good, long All, double BudgetLeft, string? Burning, IReadOnlyList<BurnShape> Burns);

/// <summary>How fast failures use up what is allowed.</summary>
/// <param name="Name"><c>fast</c> or <c>slow</c>.</param>
/// <param name="WindowSeconds">Over how long it is measured.</param>
/// <param name="Rate">The rate: 1 would use it up in four weeks.</param>
/// <param name="RecentRate">The rate over the last twelfth of the window.</param>
/// <param name="Limit">Both rates above it: too fast.</param>
public sealed record BurnShape(string Name, double WindowSeconds, double Rate, double RecentRate, double Limit);
