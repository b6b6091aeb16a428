using Quern.Time;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>What a service answers in the place of a value that a deadline cut off.</summary>
/// <param name="Of">The name that the view or lookup has in the service; null for an on-demand feature.</param>
/// <param name="Feature">The feature; null for all that the service returns of the view or lookup.</param>
/// <param name="Constant">The constant; null for the last good value.</param>
/// <param name="Within">How long ago a last good value was answered at most; null for any time.</param>
public sealed record FallbackDefinition(string? Of, string? Feature, Value? Constant, Duration? Within);
