using System.Globalization;
using System.Text.RegularExpressions;
using Quern.Time;

namespace Quern.Protocol.Materialization;

/// <summary>
/// Instants as people and tools write them: ISO 8601, <c>2024-05-01 12:00</c>, <c>20240501</c>, <c>5/1/2024</c> (the month first), <c>May 1 2024</c>; without a zone UTC. A text without a year
/// is none: it would mean another instant tomorrow.
/// </summary>
internal static partial class LenientInstant
{
    private const int Longest = 64;
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
    private static readonly string[] Compact = ["yyyyMMdd", "yyyyMMdd'T'HHmm", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmssK", "yyyyMMddHHmmss"];

    internal static bool TryParse(string text, out Instant instant)
    {
        instant = default;
        if (text.Length > Longest) return false;
        if (DateTimeOffset.TryParseExact(text.Trim(), Compact, CultureInfo.InvariantCulture, Styles, out var time))
        {
            instant = Instant.From(time);
            return true;
        }

        return Year().IsMatch(text) && Instant.TryParse(text, out instant) && instant.IsUsable;
    }

    // Where a year may stand: first, behind two numbers, or beside a month's name. Four digits elsewhere are a zone or a fraction of a second.
    [GeneratedRegex(@"^\s*[0-9]{4}[-/]|^\s*[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9])|(?<=[A-Za-z]{3}.*[\s,-])(?<![0-9:.][-+])[0-9]{4}(?=$|[\s,])|^\s*[0-9]{4}\s+[A-Za-z]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex Year();
}
