using System.CommandLine;
using System.CommandLine.Parsing;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Planning;

namespace Quern.Cli.Commands;

/// <summary>Compiles and checks everything, and shows what an apply would change, or draws it. Changes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(SharedOptions shared)
    {
        var allow = AllowBreaking();
        var dropping = DroppedRowsCheck.Option();
        var graph = new Option<string?>("--graph") { Description = "Draw what reads what, as a Mermaid flowchart, instead: to this file (.md: in a fence), or to standard output.", Arity = ArgumentArity.ZeroOrOne };
        var service = new Option<string?>("--service") { Description = "With --graph: only what this service reads." };
        var command = new Command("plan", "Compile, check the whole graph, and show what an apply would change, or draw it; changes nothing.") { allow, dropping, graph, service };
        command.Validators.Add(asked => RequireGraph(asked, service, graph));
        CommandRun.Bind(command, shared, run => run.Names(graph) ? Draw(run, run.Value(graph), run.Value(service)) : Run(run, run.Value(allow)!, run.Value(dropping)!));
        return command;
    }

    public static Option<string[]> AllowBreaking() => new("--allow-breaking")
    {
        Description = "Let these definitions change in a way that breaks what depends on them.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private static int Run(CommandRun run, string[] allow, string[] dropping)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var (plan, over) = registry.Plan(compiled.Snapshot, allow.ToHashSet());
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        var (dropped, refused) = plan.IsEmpty ? ([], []) : DroppedRowsCheck.Run(run, compiled, over, reader, dropping);
        new PlanView(run.Output).Show(plan, over, BackfillEstimate.Of(plan, compiled.Plan, reader), dropped, refused);
        return refused.Count > 0 || plan.Findings.Any(finding => finding.Severity == Severity.Error) ? 1 : 0;
    }

    private static int Draw(CommandRun run, string? file, string? service)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var lineage = service is null ? Lineage.Of(compiled.Plan) : Lineage.Of(Service(compiled.Plan, service));
        var text = new MermaidGraph(compiled.Plan, lineage).Draw();
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        run.Output.Json(new { graph = text, file });
        if (file is null)
        {
            run.Output.Line(text.TrimEnd('\n'));
            return 0;
        }

        File.WriteAllText(file, Path.GetExtension(file) is ".md" or ".markdown" ? $"```mermaid\n{text}```\n" : text);
        run.Output.Line($"Drew {Numbers.Count(lineage.Nodes.Count, "node")} into {file}.");
        return 0;
    }

    private static ServicePlan Service(RepositoryPlan plan, string name) => plan.Services.TryGetValue(name, out var service)
        ? service
        : throw new QuernException(new Finding("QRN6008", $"there is no service '{name}'", $"The services are: {string.Join(", ", plan.Services.Keys)}.", "Leave --service out to draw all."));

    private static void RequireGraph(CommandResult asked, Option service, Option graph)
    {
        if (asked.GetResult(service) is not null && asked.GetResult(graph) is null) asked.AddError("'--service' says nothing without '--graph'.");
    }
}
