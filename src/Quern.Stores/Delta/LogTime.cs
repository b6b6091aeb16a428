using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>Times as logs have them: milliseconds since 1970-01-01T00:00:00Z.</summary>
internal static class LogTime
{
    /// <summary>The instant of a log's time; one beyond the years that instants have, which only a fault writes, is the first or last of them.</summary>
    public static Instant At(long milliseconds) => new(Math.Clamp(milliseconds, Instant.Min.Microseconds / 1_000, Instant.Max.Microseconds / 1_000) * 1_000);
}
