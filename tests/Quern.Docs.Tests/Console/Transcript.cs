using System.Text.RegularExpressions;

namespace Quern.Docs.Tests.Console;

/// <summary>Compares what a command printed with what a page shows. <c>…</c> stands for any text within a line; alone on a line, for any number of lines.</summary>
internal static class Transcript
{
    private const string Any = "…";

    public static bool Matches(IReadOnlyList<string> shown, string printed)
    {
        if (shown.Count == 0) return true;
        var pattern = string.Concat(shown.Select(line => line.TrimEnd()).Select(line =>
            line.Trim() == Any ? "(?:.*\n)*?" : string.Join(".*", line.Split(Any).Select(Regex.Escape)) + "\n"));
        return Regex.IsMatch(Plain(printed), $@"\A\n*{pattern}\n*\z");
    }

    private static string Plain(string printed) => string.Concat(printed.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd() + "\n"));
}
