using System.IO.Enumeration;

namespace Quern.Engine.Alerts;

/// <summary>What is not told for a while.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Match">The key of conditions; <c>*</c> stands for anything.</param>
/// <param name="Until">Until when.</param>
/// <param name="Comment">Why; null for no word.</param>
public sealed record Silence(string Id, string Match, DateTimeOffset Until, string? Comment)
{
    /// <summary>Whether a condition is meant.</summary>
    public bool Matches(string key) => FileSystemName.MatchesSimpleExpression(Match, key, ignoreCase: false);
}
