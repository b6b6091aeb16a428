using System.Globalization;
using Quern.Time;

namespace Quern.Protocol.Materialization;

/// <summary>
/// Instants as people and tools write them: ISO 8601, <c>2024-05-01 12:00</c>, <c>20240501</c>, <c>May 1 2024</c>; without a zone UTC. A text without a year is none: it would mean another
/// instant tomorrow.
/// </summary>
internal static class LenientInstant
{
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
    private static readonly string[] Compact = ["yyyyMMdd", "yyyyMMdd'T'HHmm", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmssK", "yyyyMMddHHmmss"];

    internal static bool TryParse(string text, out Instant instant)
    {
        instant = default;
        if (!HasYear(text)) return false;
        if (Instant.TryParse(text, out instant) && instant.IsUsable) return true;
        if (!DateTimeOffset.TryParseExact(text.Trim(), Compact, CultureInfo.InvariantCulture, Styles, out var time)) return false;
        instant = Instant.From(time);
        return true;
    }

    private static bool HasYear(string text)
    {
        var digits = 0;
        foreach (var letter in text)
        {
            digits = char.IsAsciiDigit(letter) ? digits + 1 : 0;
            if (digits == 4) return true;
        }

        return false;
    }
}
