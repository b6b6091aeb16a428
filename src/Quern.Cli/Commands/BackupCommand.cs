using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Stores.Backups;

namespace Quern.Cli.Commands;

/// <summary>Copies all of a project that cannot be made again, and what is costly to make again, beside whoever serves it.</summary>
internal static class BackupCommand
{
    public static Command Create(SharedOptions shared)
    {
        var target = new Argument<string>("folder") { Description = "The folder that the backup is to be; it must not exist, or be empty. With --list a folder that has backups in it." };
        var list = new Option<bool>("--list") { Description = "List the backups in a folder, and make none." };
        var command = new Command("backup", "Copy the project to a folder of its own, beside a server that runs; what is the same as in the backup before takes no room.") { target, list };
        CommandRun.Bind(command, shared, run => run.Value(list) ? List(run, run.Value(target)!) : Write(run, run.Value(target)!));
        return command;
    }

    private static int Write(CommandRun run, string target)
    {
        var time = Stopwatch.StartNew();
        using var progress = new ProgressLine();
        var manifest = new ProjectBackup(run.Project, run.Project.File.Project, TimeProvider.System).Write(target, progress.Report, run.Cancellation);
        progress.Dispose();
        run.Output.Json(BackupView.Shape(Path.GetFullPath(target), manifest));
        BackupView.Write(run.Output, manifest, $"backup of project '{manifest.Project}' as of {manifest.At}");
        foreach (var finding in Elsewhere(run.Project.File)) run.Output.Warn(finding);
        run.Output.Line($"{BackupView.Sizes(manifest)}, in {Numbers.Time(time.Elapsed)}");
        return 0;
    }

    // What is kept elsewhere has backups of its own.
    private static IEnumerable<Finding> Elsewhere(ProjectFile file)
    {
        if (file.Online is { } redis) yield return new("QRN6640", $"the online state is in Redis at '{redis.Address}', and not in the backup", "It can be made again from the log and the sources.", "After a restore: 'quern materialize --rebuild'.", Severity.Warning);
        foreach (var shard in file.Shards)
            if (shard.Online is { } other) yield return new("QRN6640", $"the online state of shard '{shard.Placed.Name}' is in Redis at '{other.Address}', and not in the backup", "It can be made again from the log and the sources.", $"After a restore: 'quern materialize --shard {shard.Placed.Name} --rebuild'.", Severity.Warning);
        if (file.Storage?.History is { } history) yield return new("QRN6815", $"the tables of streams are in '{history}', and not in the backup", file.Shared.Count == 0 ? "The log, from which they were made, is." : "The log of streams that no workers share, from which theirs were made, is.", "After a restore to an earlier instant: remove them, or name another place.", Severity.Warning);
        foreach (var stream in file.Shared.Keys.Order(StringComparer.Ordinal))
            yield return new(
                "QRN6445",
                $"the logs and the state of stream '{stream}', which workers share, are in Redis at '{file.Online!.Address}', and not in the backup",
                $"They cannot be made again from what is in it{(file.Storage?.History is { } place ? $"; '{place.Under(stream)}' has the events for other tools, up to about the last minute" : "")}.",
                "Back Redis up by its own means: copies of its append-only file, or of its snapshots. Without one workers read what the topic still has, into an empty Redis.",
                Severity.Warning);
        if (file.Registry is not null) yield return new("QRN6641", "the registry is in PostgreSQL, and not in the backup", null, "Have the database backed up, as by pg_dump of its tables quern_commits and quern_objects.", Severity.Warning);
    }

    private static int List(CommandRun run, string folder)
    {
        var backups = ProjectBackups.In(folder);
        run.Output.Json(backups.Select(backup => BackupView.Shape(backup.Folder, backup.Manifest)));
        foreach (var (path, manifest) in backups)
            run.Output.Line($"  {manifest.At}  {Path.GetFileName(path),-24} project {manifest.Project}, commit {manifest.Commit}, {Numbers.Count(manifest.Streams.Sum(stream => stream.Events), "event")}, {BackupView.Sizes(manifest)}");
        if (backups.Count == 0) run.Output.Line($"There is no backup in '{folder}'.");
        return 0;
    }
}
