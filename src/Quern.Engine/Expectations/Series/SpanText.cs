using System.Globalization;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>How long something took, as people read it.</summary>
internal static class SpanText
{
    /// <summary>The two greatest units, the rest cut off: <c>3d 4h</c>, <c>5h 10m</c>, <c>2m</c>, <c>12s</c>; below a second <c>0.25s</c>.</summary>
    public static string Of(Duration duration)
    {
        var time = TimeSpan.FromMicroseconds(duration.Microseconds);
        if (time < TimeSpan.FromSeconds(1)) return time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture) + "s";
        (int Count, char Unit)[] parts = [(time.Days, 'd'), (time.Hours, 'h'), (time.Minutes, 'm'), (time.Seconds, 's')];
        var first = Array.FindIndex(parts, part => part.Count > 0);
        return string.Join(' ', parts.Skip(first).Take(2).Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count}{part.Unit}")));
    }
}
