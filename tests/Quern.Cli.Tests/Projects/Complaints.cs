using System.Text.RegularExpressions;

namespace Quern.Cli.Tests.Projects;

/// <summary>What every failure of a command must be like.</summary>
internal static class Complaints
{
    private static readonly Regex Trace = new(@"^\s+at \w|Unhandled exception|Exception:|\bSystem\.\w+\.\w|QRN6099", RegexOptions.Multiline);

    /// <summary>Fails unless the command failed with exit code 1, a code, every one of some texts, a hint, and no trace of the program's inside.</summary>
    public static string ShouldComplain(this QuernProcess.Ended ended, string code, params string[] texts)
    {
        var errors = ended.Failed();
        errors.ShouldContain($"error {code}: ");
        foreach (var text in texts) errors.ShouldContain(text);
        errors.ShouldContain("  hint: ");
        Trace.IsMatch(errors + ended.Output).ShouldBeFalse(errors + ended.Output);
        return errors;
    }
}
