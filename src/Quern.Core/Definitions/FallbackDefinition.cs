using Quern.Time;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>What a service answers in the place of a value that a deadline cut off.</summary>
/// <param name="Of">The name that the view or lookup has in the service, or the on-demand method's.</param>
/// <param name="IsOnDemand">Whether it is of an on-demand method.</param>
/// <param name="Feature">The feature; null for all that the service returns of the view, lookup or method.</param>
/// <param name="Constant">The constant; null for the last good value.</param>
/// <param name="Within">How long ago a last good value was answered at most; null for any time.</param>
public sealed record FallbackDefinition(string Of, bool IsOnDemand, string? Feature, Value? Constant, Duration? Within);
