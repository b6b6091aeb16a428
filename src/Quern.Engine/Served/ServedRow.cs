using Quern.Time;

namespace Quern.Engine.Served;

/// <summary>A row of the log, as it is found by its request.</summary>
/// <param name="Number">Which row of its request it is, from 0.</param>
/// <param name="At">The instant of the read.</param>
/// <param name="Version">The version of the registry by which it was answered.</param>
public sealed record ServedRow(int Number, Instant At, string Version);
