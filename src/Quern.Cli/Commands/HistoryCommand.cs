using System.CommandLine;
using System.Globalization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Stores.Delta;
using Quern.Stores.Streams;

namespace Quern.Cli.Commands;

/// <summary>Lists what was applied, or the versions of a stream's table.</summary>
internal static class HistoryCommand
{
    public static Command Create(SharedOptions shared)
    {
        var stream = new Argument<string?>("stream") { Description = "A stream, to list the versions of its Delta table.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("history", "List what was applied, the latest first; or the versions of a stream's table.") { stream };
        CommandRun.Bind(command, shared, run => run.Value(stream) is { } name ? Versions(run, name) : Commits(run));
        return command;
    }

    private static int Commits(CommandRun run)
    {
        RegistryCommit[] commits = [.. new DefinitionRegistry(run.Project.OpenRegistry()).History()];
        run.Output.Json(commits.Select(commit => new { commit.Number, commit.Parent, commit.Author, time = commit.Time.ToString(), commit.Message, commit.ObjectHash }));
        foreach (var commit in commits)
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{commit.Number,5}  {commit.Time}  {commit.Author,-12} {commit.Snapshot.Views.Count} views, {commit.Snapshot.Services.Count} services  {commit.Message}").TrimEnd());
        if (commits.Length == 0) run.Output.Line("Nothing is applied yet: run 'quern apply'.");
        return 0;
    }

    private static int Versions(CommandRun run, string stream)
    {
        var place = run.Project.HistoryTables.Under(stream);
        if (!DeltaTable.Exists(place)) throw new QuernException(NoTable(run.Project, stream));
        using var table = DeltaTable.Open(place, TimeProvider.System);
        DeltaVersion[] versions = [.. table.Versions()];
        var snapshot = table.Snapshot();
        var parts = DeltaHistoryTables.EndsOf(snapshot, stream).Parts.OrderBy(part => part.Key.Number).Select(part => new { part = part.Key.Number, events = part.Value }).ToArray();
        run.Output.Json(new { stream, table = place.ToString(), rows = snapshot.Rows, files = snapshot.FileCount, snapshot.Bytes, parts, versions = versions.Select(version => new { version.Version, time = version.Time.ToString(), version.Operation, version.Rows, version.FilesAdded, version.FilesRemoved }) });
        run.Output.Line($"{(place.Folder is { } folder ? Path.GetRelativePath(run.Project.Folder, folder) : place)}: {Numbers.Count(snapshot.Rows ?? 0, "event")} in {Numbers.Count(snapshot.FileCount, "file")}");
        if (parts.Length > 0) run.Output.Line($"of {Numbers.Count(parts.Length, "part")}: {string.Join(", ", parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{stream}/{part.part} {Numbers.Count(part.events)}")))}");
        foreach (var version in versions)
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{version.Version,5}  {version.Time}  {version.Operation,-12} {Numbers.Count(version.Rows, "row")} in {Numbers.Count(version.FilesAdded, "file")}{(version.FilesRemoved > 0 ? $", for {Numbers.Count(version.FilesRemoved, "file")}" : "")}"));
        return 0;
    }

    private static Finding NoTable(Project project, string stream)
    {
        if (project.File.Shared.ContainsKey(stream) && project.HistoryLocation is null)
            return new("QRN6050", $"stream '{stream}' has no table", "Workers share it, and write its table among objects alone, where all of them find it.", "Name a place in quern.json: \"storage\": { …, \"history\": \"s3://bucket/streams\" }.");
        var streams = project.HistoryTables.Tables();
        return new(
            "QRN6050",
            $"stream '{stream}' has no table",
            "A table is written by the server that takes a stream's events, or by the workers that share it, once it has some.",
            streams.Count > 0 ? $"Streams with a table: {string.Join(", ", streams)}." : "Run 'quern serve' and push events; 'quern history' alone lists what was applied.");
    }
}
