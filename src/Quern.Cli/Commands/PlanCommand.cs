using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Stores.Registry;

namespace Quern.Cli.Commands;

/// <summary>Compiles and checks everything, and shows what an apply would change. Changes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(SharedOptions shared)
    {
        var allow = AllowBreaking();
        var command = new Command("plan", "Compile, check the whole graph, and show what an apply would change; changes nothing.") { allow };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(allow)!));
        return command;
    }

    public static Option<string[]> AllowBreaking() => new("--allow-breaking")
    {
        Description = "Let these definitions change in a way that breaks what depends on them.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private static int Run(CommandRun run, string[] allow)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var registry = new DefinitionRegistry(new FileRegistryStore(run.Project.Registry));
        var (plan, over) = registry.Plan(compiled.Snapshot, allow.ToHashSet());
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        new PlanView(run.Output).Show(plan, over, BackfillEstimate.Of(plan, compiled.Plan, reader));
        return plan.Findings.Any(finding => finding.Severity == Severity.Error) ? 1 : 0;
    }
}
