namespace Quern.Protocol;

/// <summary>The server's clock: the answer to <c>GET /v1/clock</c>, and with <see cref="Now"/> alone the body of <c>PUT /v1/clock</c>.</summary>
/// <param name="Now">The instant that counts as now, RFC 3339.</param>
/// <param name="Mode"><c>wall</c>, <c>fixed</c> or <c>manual</c>.</param>
public sealed record ClockShape(string? Now, string? Mode = null);
