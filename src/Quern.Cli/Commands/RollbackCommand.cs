using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Engine.Registry;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Applies again what an older commit had.</summary>
internal static class RollbackCommand
{
    public static Command Create(SharedOptions shared)
    {
        var number = new Argument<int>("commit") { Description = "The number of the commit to go back to; 'quern history' lists them." };
        var command = new Command("rollback", "Apply again what an older commit had, as a new commit.") { number };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(number)));
        return command;
    }

    private static int Run(CommandRun run, int number)
    {
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var commit = registry.Rollback(number, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()));
        run.Output.Json(new { commit = commit.Number, rolledBackTo = number });
        run.Output.Line($"Commit {commit.Number} is what commit {number} was. The project's files are as they were: change them too before the next apply.");
        return 0;
    }
}
