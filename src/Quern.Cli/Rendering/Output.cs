using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Quern.Cli.Rendering;

/// <summary>Where a command says what it did: for people on standard output, or as one JSON document; progress and errors on standard error.</summary>
internal sealed class Output(bool json)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => json;

    public IAnsiConsole Console { get; } = AnsiConsole.Console;

    /// <summary>A line for people; nothing under --json.</summary>
    public void Line(string text = "")
    {
        if (!json) System.Console.Out.WriteLine(text);
    }

    /// <summary>The command's result under --json; nothing otherwise.</summary>
    public void Json(object result)
    {
        if (json) System.Console.Out.WriteLine(JsonSerializer.Serialize(result, Options));
    }

    /// <summary>Something that went wrong beside the result, and not with it; on standard error, under --json too.</summary>
    public void Warn(Finding finding) => System.Console.Error.WriteLine(finding);

    /// <summary>Findings: for people on standard error, or as the JSON document.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="onlyIfAny">Whether they come beside a result, so that the JSON document is not theirs.</param>
    public void Findings(IReadOnlyList<Finding> findings, bool onlyIfAny = false)
    {
        if (json && onlyIfAny) return;
        if (json)
        {
            Json(new { findings = findings.Select(finding => new { finding.Code, severity = finding.Severity.ToString().ToLowerInvariant(), finding.Message, finding.Detail, finding.Hint }) });
            return;
        }

        foreach (var finding in findings) System.Console.Error.WriteLine(finding);
    }
}
