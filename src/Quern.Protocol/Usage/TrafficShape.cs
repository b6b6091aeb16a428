namespace Quern.Protocol.Usage;

/// <summary>How often a service was asked of late, and how long its answers took, minute by minute, as this server counted.</summary>
/// <param name="Service">The service.</param>
/// <param name="Since">The first minute that is told of: this server's first, or that of six hours ago.</param>
/// <param name="Minutes">Minutes in which it was asked, in their order; the last may not be over yet.</param>
public sealed record TrafficShape(string Service, string Since, IReadOnlyList<TrafficMinuteShape> Minutes);

/// <summary>The reads of a minute.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Failed">Requests that were not answered, for no fault of the caller's.</param>
/// <param name="P50Ms">From the request until the answer is written, in milliseconds: half took no longer, to an eighth; null where none was answered.</param>
/// <param name="P95Ms">95 of a hundred took no longer.</param>
/// <param name="P99Ms">99 of a hundred took no longer.</param>
public sealed record TrafficMinuteShape(string At, long Requests, long Failed, double? P50Ms, double? P95Ms, double? P99Ms);
