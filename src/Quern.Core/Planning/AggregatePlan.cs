using Quern.Aggregation;

namespace Quern.Planning;

/// <summary>One aggregate of a view, resolved; features with different windows share it.</summary>
/// <param name="Name">Its name without a window.</param>
/// <param name="Aggregate">How it is computed.</param>
/// <param name="Argument">Which of <see cref="AggregationViewPlan.Arguments"/>; -1 for none.</param>
public sealed record AggregatePlan(string Name, Aggregate Aggregate, int Argument);
