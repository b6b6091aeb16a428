using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Recovery;
using Quern.Stores.Backups;

namespace Quern.Cli.Commands;

/// <summary>Puts a backup into an empty folder, as it was or as it was at an earlier instant.</summary>
internal static class RestoreCommand
{
    public static Command Create(SharedOptions shared)
    {
        var backup = new Argument<string>("backup") { Description = "The backup's folder." };
        var into = new Argument<string?>("into") { Description = "The folder that is to be the project; it must be empty, or not exist. By default this one.", Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--to") { Description = "To which instant: what came later is left out. By default all that the backup has." };
        var command = new Command("restore", "Put a backup into an empty folder, after all its checksums are checked; also as it was at an earlier instant.") { backup, into, to };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(backup)!, run.Value(into) ?? Directory.GetCurrentDirectory(), run.Value(to)));
        return command;
    }

    private static int Run(CommandRun run, string backup, string into, string? to)
    {
        var time = Stopwatch.StartNew();
        using var progress = new ProgressLine();
        var report = ProjectRestore.Run(backup, into, Instants.Parse(to), TimeProvider.System, progress.Report, run.Cancellation);
        progress.Dispose();
        var away = Away(into);
        run.Output.Json(new
        {
            into = Path.GetFullPath(into),
            project = report.Backup.Project,
            at = (report.To ?? report.Backup.At).ToString(),
            report.Commit,
            streams = report.To is null ? report.Backup.Streams.Select(stream => new RewoundStream(stream.Stream, stream.Events, 0)) : report.Streams,
            views = report.Views.Select(view => new { view.View, state = NameOf(view.State) }),
            report.Notes,
            missingSources = away,
        });
        if (report.To is null) BackupView.Write(run.Output, report.Backup, $"project '{report.Backup.Project}' as of {report.Backup.At}");
        else Write(run.Output, report);
        foreach (var note in report.Notes) run.Output.Line("  " + note);
        foreach (var source in away) run.Output.Line($"  Source '{source}' cannot be read here: its files, like the definitions' C#, are not in a backup.");
        run.Output.Line($"restored to '{into}' in {Numbers.Time(time.Elapsed)}");
        return 0;
    }

    private static void Write(Output output, RestoreReport report)
    {
        output.Line($"project '{report.Backup.Project}' as of {report.To}, from the backup of {report.Backup.At}");
        output.Line($"  registry     commit {report.Commit}{(report.Backup.Commit > report.Commit ? $", without {Numbers.Count(report.Backup.Commit - report.Commit, "later commit")}" : "")}");
        foreach (var stream in report.Streams) output.Line($"  stream       {stream.Stream,-24} {Numbers.Count(stream.Kept, "event")}{(stream.Removed > 0 ? $", without {Numbers.Count(stream.Removed, "later one")}" : "")}");
        foreach (var view in report.Views) output.Line($"  view         {view.View,-24} {TextOf(view, report)}");
    }

    private static string NameOf(RewoundState state) => state switch
    {
        RewoundState.Kept => "kept",
        RewoundState.FromLog => "from log",
        _ => "to materialize",
    };

    private static string TextOf(RewoundView view, RestoreReport report) => view.State switch
    {
        RewoundState.Kept => "kept",
        RewoundState.FromLog => "made again from the log when it is next read",
        _ => $"holds what came later, so it is left out: 'quern materialize {view.View} --to {report.To}' makes it again",
    };

    // Sources whose files are not there: they are the user's, and so is where they come from.
    private static string[] Away(string into)
    {
        try
        {
            var project = Project.Open(into);
            using var applied = AppliedProject.Open(project);
            using var reader = Machine.Reader(project);
            return [.. applied.Plan.Definition.Sources.Where(source => reader.Check(source).Any(finding => finding.Severity == Severity.Error)).Select(source => source.Name)];
        }
        catch (QuernException)
        {
            // Whoever works with the project is told.
            return [];
        }
    }
}
