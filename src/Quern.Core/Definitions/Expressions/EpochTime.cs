using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions.Expressions;

/// <summary>Instants from whole numbers, and to and from the lane that holds them, as calls that a compiled loop makes for each row.</summary>
internal static class EpochTime
{
    /// <summary>The instant that is <paramref name="count"/> units after the epoch; nanoseconds are floored to microseconds.</summary>
    public static DateTimeOffset From(long count, EpochUnit unit) => ToDateTimeOffset(unit switch
    {
        EpochUnit.Seconds => count * Instant.PerSecond,
        EpochUnit.Milliseconds => count * 1000,
        EpochUnit.Microseconds => count,
        _ => (count - (((count % 1000) + 1000) % 1000)) / 1000,
    });

    public static DateTimeOffset ToDateTimeOffset(long microseconds) => new(Ticks(microseconds), TimeSpan.Zero);

    public static DateTime ToDateTime(long microseconds) => new(Ticks(microseconds), DateTimeKind.Utc);

    public static long FromDateTimeOffset(DateTimeOffset time) => Floor(time.UtcTicks);

    public static long FromDateTime(DateTime time) => Floor(time.Ticks);

    private static long Ticks(long microseconds) => DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond);

    // Ticks count from the year 1 and are never negative, so that division floors.
    private static long Floor(long ticks) => (long)((ulong)ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
}
