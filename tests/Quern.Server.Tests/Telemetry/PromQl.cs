using System.Text.RegularExpressions;

namespace Quern.Server.Tests.Telemetry;

/// <summary>Which metrics an expression of PromQL names.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "on", "ignoring", "group_left", "group_right", "by", "without", "bool", "offset", "inf", "nan"];

    /// <summary>The names of metrics: what is no label, no text, no length of time, no function and no word of the language.</summary>
    public static IReadOnlyList<string> Metrics(string expression)
    {
        var bare = Grouping().Replace(Length().Replace(Matchers().Replace(expression, ""), ""), " ");
        return [.. Name().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name.ToLowerInvariant())).Distinct()];
    }

    [GeneratedRegex("""\{("(\\.|[^"\\])*"|[^}"])*\}""")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Length();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w.$])[a-zA-Z_:][\w:]*(?!\w|\s*\()")]
    private static partial Regex Name();
}
