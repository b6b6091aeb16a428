using System.CommandLine;
using System.Globalization;
using Quern.Engine.Registry;
using Quern.Stores.Registry;

namespace Quern.Cli.Commands;

/// <summary>Lists what was applied.</summary>
internal static class HistoryCommand
{
    public static Command Create(SharedOptions shared)
    {
        var command = new Command("history", "List what was applied, the latest first.");
        CommandRun.Bind(command, shared, Run);
        return command;
    }

    private static int Run(CommandRun run)
    {
        RegistryCommit[] commits = [.. new DefinitionRegistry(new FileRegistryStore(run.Project.Registry)).History()];
        run.Output.Json(commits.Select(commit => new { commit.Number, commit.Parent, commit.Author, time = commit.Time.ToString(), commit.Message, commit.ObjectHash }));
        foreach (var commit in commits)
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{commit.Number,5}  {commit.Time}  {commit.Author,-12} {commit.Snapshot.Views.Count} views, {commit.Snapshot.Services.Count} services  {commit.Message}").TrimEnd());
        if (commits.Length == 0) run.Output.Line("Nothing is applied yet: run 'quern apply'.");
        return 0;
    }
}
