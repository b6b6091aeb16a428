using System.CommandLine;
using System.CommandLine.Parsing;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Expectations;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Compiles and checks everything, and shows what an apply would change, draws it, or keeps it as an open plan. Changes nothing that is applied.</summary>
internal static class PlanCommand
{
    public static Command Create(SharedOptions shared)
    {
        var allow = AllowBreaking();
        var dropping = DroppedRowsCheck.Option();
        var graph = new Option<string?>("--graph") { Description = "Draw what reads what, as a Mermaid flowchart, instead: to this file (.md: in a fence), or to standard output.", Arity = ArgumentArity.ZeroOrOne };
        var service = new Option<string?>("--service") { Description = "With --graph: only what this service reads." };
        var open = new Option<bool>("--open") { Description = "Keep the plan in the registry, for others to look at and for 'quern apply --plan' to apply." };
        var message = new Option<string>("--message", "-m") { Description = "With --open: why.", DefaultValueFactory = _ => "" };
        var command = new Command("plan", "Compile, check the whole graph, and show what an apply would change, draw it, or keep it as an open plan; changes nothing that is applied.") { allow, dropping, open, message, graph, service };
        command.Validators.Add(asked => RequireGraph(asked, service, graph));
        command.Validators.Add(asked =>
        {
            if (asked.GetResult(message) is { Implicit: false } && asked.GetResult(open) is not { Implicit: false }) asked.AddError("'--message' says nothing without '--open'.");
            if (asked.GetResult(graph) is not null && asked.GetResult(open) is { Implicit: false }) asked.AddError("'--graph' and '--open' go in two commands.");
        });
        CommandRun.Bind(command, shared, run => run.Names(graph)
            ? Draw(run, run.Value(graph), run.Value(service))
            : Run(run, run.Value(allow)!, run.Value(dropping)!, run.Value(open) ? run.Value(message) : null));
        return command;
    }

    public static Option<string[]> AllowBreaking() => new("--allow-breaking")
    {
        Description = "Let these definitions change in a way that breaks what depends on them.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private static int Run(CommandRun run, string[] allow, string[] dropping, string? open)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var shards = ProjectShards.Place(run.Project, compiled.Plan);
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var (plan, over) = registry.Plan(compiled.Snapshot, allow.ToHashSet());
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        var (dropped, refused) = plan.IsEmpty ? ([], []) : DroppedRowsCheck.Run(run, compiled, over, reader, dropping);
        var fails = refused.Count > 0 || plan.Findings.Any(finding => finding.Severity == Severity.Error);
        var backfill = BackfillEstimate.Of(plan, compiled.Plan, reader);
        var isNew = !plan.IsEmpty || (over is not null && !compiled.IsCodeOf(over));
        var opened = open is null || fails || !isNew ? null : Open(registry, compiled, over, new(backfill.Rows, Notes(plan, allow, dropped), Lineage.Of(compiled.Plan)), open);
        var moves = ShardMove.Of(run.Project, compiled.Plan, shards);
        new PlanView(run.Output).Show(plan, over, backfill, dropped, refused, opened, moves);
        if (opened is not null) run.Output.Line($"Opened as plan {opened.Number}: 'quern apply --plan {opened.Number}' applies it.");
        else if (fails && open is not null) run.Output.Line("No plan was opened: it could not be applied.");
        return fails ? 1 : 0;
    }

    private static RegistryPlan Open(DefinitionRegistry registry, CompiledProject compiled, RegistryCommit? over, PlanFacts facts, string message) =>
        registry.Open(compiled.Snapshot, compiled.Assembly, over, facts, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()), message);

    private static IReadOnlyList<string> Notes(ChangePlan plan, string[] allow, IReadOnlyList<DroppedRows> dropped) =>
    [
        .. plan.IsEmpty ? [PlanView.SameDefinitions] : Array.Empty<string>(),
        .. dropped.Select(one => $"{one.Thing} '{one.Name}' {PlanView.LeftOut(one)}"),
        .. allow.Select(name => $"'{name}' may break what depends on it"),
    ];

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
