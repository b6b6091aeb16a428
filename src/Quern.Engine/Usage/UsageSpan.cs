using System.Diagnostics.CodeAnalysis;
using Quern.Time;

namespace Quern.Engine.Usage;

/// <summary>The latest hours, as people ask for them.</summary>
public static class UsageSpan
{
    private const int HoursPerDay = 24;
    private const long SecondsPerHour = 3_600;

    /// <summary>How many hours a text such as <c>7d</c> is, rounded up.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hours">At least 1, at most those that usage is kept for.</param>
    /// <param name="finding">What is wrong with it.</param>
    public static bool TryParse(string text, out long hours, [NotNullWhen(false)] out Finding? finding)
    {
        hours = Duration.TryParse(text, out var length) ? (long)Math.Ceiling(length.TotalSeconds / SecondsPerHour) : 0;
        finding = hours is >= 1 and <= UsageHistory.Days * HoursPerDay ? null : new("QRN6392", $"'{text}' is no length of time that usage is kept for", Hint: "Write it as 12h, 7d or 30d: at least an hour, at most 90d.");
        return finding is null;
    }

    /// <summary>An hour since 1970 as people and programs read it: when it begins.</summary>
    public static string Text(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * SecondsPerHour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
