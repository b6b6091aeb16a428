using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quern.Cli.Rendering;
using Quern.Stores.Backups;

namespace Quern.Cli.Commands;

/// <summary>Looks for damage in a backup, or in the project itself.</summary>
internal static class VerifyCommand
{
    private const int Damaged = 1;

    public static Command Create(SharedOptions shared)
    {
        var backup = new Argument<string?>("backup") { Description = "A backup's folder; by default the project itself is looked at, beside a server that runs.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("verify", "Look for damage: every checksum of a backup, or every record, page and file that the project keeps.") { backup };
        CommandRun.Bind(command, shared, run => run.Value(backup) is { } folder ? Backup(run, folder) : Project(run));
        return command;
    }

    private static int Backup(CommandRun run, string folder)
    {
        var time = Stopwatch.StartNew();
        using var progress = new ProgressLine();
        var (manifest, findings) = BackupCheck.Run(folder, progress.Report, run.Cancellation);
        progress.Dispose();
        return Tell(run, manifest is null ? $"backup '{folder}'" : $"backup of project '{manifest.Project}' as of {manifest.At}: {Numbers.Size(manifest.Bytes)} in {Numbers.Count(manifest.Files.Count, "file")}", findings, time.Elapsed);
    }

    private static int Project(CommandRun run)
    {
        var time = Stopwatch.StartNew();
        using var progress = new ProgressLine();
        var check = new ProjectCheck(run.Project, TimeProvider.System);
        var findings = check.Run(progress.Report, run.Cancellation);
        progress.Dispose();
        var seen = string.Join(", ", check.Seen.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Value:N0} {part.Key}")).DefaultIfEmpty("nothing yet"));
        return Tell(run, $"project {run.Project.File.Project}: {seen}", findings, time.Elapsed);
    }

    private static int Tell(CommandRun run, string what, IReadOnlyList<Finding> findings, TimeSpan time)
    {
        var isDamaged = findings.Any(finding => finding.Severity == Severity.Error);
        run.Output.Json(new { what, sound = !isDamaged, findings = findings.Select(finding => new { finding.Code, severity = finding.Severity.ToString().ToLowerInvariant(), finding.Message, finding.Detail, finding.Hint }) });
        run.Output.Findings(findings, onlyIfAny: true);
        run.Output.Line($"{what}; {(isDamaged ? $"{Numbers.Count(findings.Count, "thing")} wrong" : "sound")}, in {Numbers.Time(time)}");
        return isDamaged ? Damaged : 0;
    }
}
