using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Where buckets of time begin.</summary>
public static class Buckets
{
    /// <summary>When the latest buckets begin, in the order of time.</summary>
    /// <param name="last">When the last of them begins.</param>
    /// <param name="count">How many, at most.</param>
    /// <param name="first">None of them begins before it.</param>
    /// <param name="width">How long a bucket is.</param>
    public static IReadOnlyList<Instant> Last(Instant last, int count, Instant first, Duration width) =>
        [.. Enumerable.Range(0, count).Select(back => last.Microseconds - ((count - 1 - back) * width.Microseconds)).Where(start => start >= first.Microseconds).Select(start => new Instant(start))];

    /// <summary>The beginning of the bucket that an instant lies in: a multiple of the width since 1970. The first of all begins with time itself, and may be shorter.</summary>
    public static Instant StartOf(Instant instant, Duration width) => instant.Floor(width) is var start && start < Instant.Min ? Instant.Min : start;
}
