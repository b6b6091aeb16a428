using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Where buckets of time begin.</summary>
internal static class Buckets
{
    /// <summary>The beginning of the bucket that an instant lies in: a multiple of the width since 1970. The first of all begins with time itself, and may be shorter.</summary>
    public static Instant StartOf(Instant instant, Duration width) => instant.Floor(width) is var start && start < Instant.Min ? Instant.Min : start;
}
