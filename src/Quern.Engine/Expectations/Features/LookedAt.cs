using Quern.Time;

namespace Quern.Engine.Expectations.Features;

/// <summary>When somebody looked at the values of features that had come to a pause.</summary>
/// <param name="AsOf">The instant of the values.</param>
/// <param name="AsKnown">Whether they were of what was known by then, as of a stream; otherwise of all that happened by then, as of files.</param>
public sealed record LookedAt(Instant AsOf, bool AsKnown);
