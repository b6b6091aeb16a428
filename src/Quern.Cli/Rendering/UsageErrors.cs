using System.CommandLine;

namespace Quern.Cli.Rendering;

/// <summary>What is wrong with a command line that cannot be read: a few findings instead of the whole help, however long the line is.</summary>
internal static class UsageErrors
{
    private const int Shown = 10;

    /// <summary>Says them and gives the exit code.</summary>
    public static int Show(ParseResult asked, bool json)
    {
        var command = asked.CommandResult.Command;
        var hint = command.Parents.Any() ? $"'quern {command.Name} --help' says what it takes." : $"The commands are: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.";
        var findings = asked.Errors.Take(Shown).Select(error => new Finding("QRN6024", Plain(Named(error.Message)), Hint: hint)).ToList();
        if (asked.Errors.Count > Shown) findings.Add(new("QRN6024", $"… and {asked.Errors.Count - Shown} more of that kind"));
        new Output(json).Findings(findings);
        return 1;
    }

    // The names of .NET's types are for its programmers.
    private static string Named(string message) => message
        .Replace("expected type 'System.Nullable`1[System.Int32]'", "a whole number", StringComparison.Ordinal)
        .Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal);

    // Without the full stop, and no longer than a line.
    private static string Plain(string message) => message.Length > 200 ? string.Concat(message.AsSpan(0, 200), "…") : message.TrimEnd('.');
}
