using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Quern.Definitions.Expressions;

/// <summary>Regular expressions as calls that a compiled loop makes for each row. They never go back, so that no text takes longer than its length allows.</summary>
internal static class TextPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    /// <summary>Whether the pattern is found in the text; false for no text.</summary>
    public static bool IsMatch(string? text, string pattern) => text is not null && Compiled.GetOrAdd(pattern, static one => new(one, Options)).IsMatch(text);

    /// <summary>Why a pattern cannot be used; null when it can.</summary>
    public static string? WhyNot(string pattern)
    {
        try
        {
            IsMatch("", pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.TrimEnd('.');
        }
        catch (NotSupportedException)
        {
            return "it refers back, looks around or is atomic";
        }
    }
}
