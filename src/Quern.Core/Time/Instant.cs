using System.Globalization;

namespace Quern.Time;

/// <summary>
/// A point in time: whole microseconds since 1970-01-01T00:00:00Z, which <c>default</c> is. Ordered by time.
/// Usable instants lie in the years 0001 to 9999, so that adding any window to one cannot overflow.
/// </summary>
/// <param name="Microseconds">Microseconds since 1970-01-01T00:00:00Z; negative before it.</param>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    /// <summary>Microseconds in a second.</summary>
    public const long PerSecond = 1_000_000;

    /// <summary>0001-01-01T00:00:00Z, the earliest usable instant.</summary>
    public static readonly Instant Min = new(-62_135_596_800 * PerSecond);

    /// <summary>9999-12-31T23:59:59.999999Z, the latest usable instant.</summary>
    public static readonly Instant Max = new(253_402_300_800 * PerSecond - 1);

    /// <summary>Whether the instant lies between <see cref="Min"/> and <see cref="Max"/>, both included.</summary>
    public bool IsUsable => Microseconds >= Min.Microseconds && Microseconds <= Max.Microseconds;

    /// <summary>The instant of a date and time with an offset; digits below a microsecond are floored.</summary>
    public static Instant From(DateTimeOffset time) => new(FloorDivide(time.UtcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond));

    /// <summary>The instant <paramref name="duration"/> later.</summary>
    public static Instant operator +(Instant instant, Duration duration) => new(instant.Microseconds + duration.Microseconds);

    /// <summary>The instant <paramref name="duration"/> earlier.</summary>
    public static Instant operator -(Instant instant, Duration duration) => new(instant.Microseconds - duration.Microseconds);

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>; negative when they are the other way round.</summary>
    public static Duration operator -(Instant later, Instant earlier) => new(later.Microseconds - earlier.Microseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;

    /// <summary>The greatest multiple of <paramref name="step"/> since the epoch that is not after this instant.</summary>
    public Instant Floor(Duration step) => new(FloorDivide(Microseconds, step.Microseconds) * step.Microseconds);

    /// <summary>The instant in .NET's type, in UTC. The instant must be usable.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(DateTime.UnixEpoch.Ticks + (Microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Reads an ISO 8601 date or date and time; without a zone it is UTC. Digits below a microsecond are floored.</summary>
    public static bool TryParse(string text, out Instant instant)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        instant = read ? From(time) : default;
        return read;
    }

    /// <summary>RFC 3339 in UTC with 0, 3 or 6 digits of fraction, as many as are needed: <c>2001-03-01T00:00:00Z</c>.</summary>
    public override string ToString()
    {
        if (!IsUsable) return Microseconds.ToString(CultureInfo.InvariantCulture) + "us";
        var format = Microseconds % PerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
            : Microseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"
            : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        return ToDateTimeOffset().ToString(format, CultureInfo.InvariantCulture);
    }

    private static long FloorDivide(long dividend, long divisor)
    {
        var quotient = dividend / divisor;
        return dividend % divisor < 0 ? quotient - 1 : quotient;
    }
}
