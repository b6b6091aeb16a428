using System.Globalization;

namespace Quern.Time;

/// <summary>A length of time in whole microseconds; may be negative. <c>default</c> is zero. Days are 24 hours.</summary>
/// <param name="Microseconds">The length in microseconds.</param>
public readonly record struct Duration(long Microseconds) : IComparable<Duration>
{
    /// <summary>The longest duration that a definition may name: 100,000 days (about 273 years).</summary>
    public static readonly Duration Longest = new(100_000 * Day);

    private const long Day = 86_400 * Instant.PerSecond;

    private static readonly (char Unit, long Microseconds)[] Units =
        [('d', Day), ('h', 3_600 * Instant.PerSecond), ('m', 60 * Instant.PerSecond), ('s', Instant.PerSecond)];

    /// <summary>The length in seconds.</summary>
    public double TotalSeconds => Microseconds / (double)Instant.PerSecond;

    /// <summary>Both lengths together.</summary>
    public static Duration operator +(Duration left, Duration right) => new(left.Microseconds + right.Microseconds);

    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>1h</c> or <c>7d</c>: a whole number above zero and one unit, at most <see cref="Longest"/>.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        if (text.Length < 2) return false;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0) return false;
        foreach (var (unit, microseconds) in Units)
            if (text[^1] == unit && count <= Longest.Microseconds / microseconds)
            {
                duration = new(count * microseconds);
                return true;
            }

        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>The length in the largest unit that divides it, such as <c>7d</c> or <c>90s</c>; otherwise microseconds, <c>1500us</c>.</summary>
    public override string ToString()
    {
        foreach (var (unit, microseconds) in Units)
            if (Microseconds % microseconds == 0 && Microseconds != 0)
                return (Microseconds / microseconds).ToString(CultureInfo.InvariantCulture) + unit;
        return Microseconds.ToString(CultureInfo.InvariantCulture) + "us";
    }
}
