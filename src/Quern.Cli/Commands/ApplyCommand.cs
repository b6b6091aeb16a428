using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Registers what the project's files define.</summary>
internal static class ApplyCommand
{
    public static Command Create(SharedOptions shared)
    {
        var allow = PlanCommand.AllowBreaking();
        var dropping = DroppedRowsCheck.Option();
        var message = new Option<string>("--message", "-m") { Description = "Why; kept in the history.", DefaultValueFactory = _ => "" };
        var plan = new Option<int?>("--plan") { Description = "Register what this open plan says, instead of what the project's files do; it was compiled and checked when it was opened." };
        var command = new Command("apply", "Plan, then register what the project defines: all of it or nothing.") { allow, dropping, message, plan };
        command.Validators.Add(asked =>
        {
            if (asked.GetResult(plan) is not null && (asked.GetResult(allow) is { Implicit: false } || asked.GetResult(dropping) is { Implicit: false }))
                asked.AddError("'--plan' goes without '--allow-breaking' and '--allow-dropping': they are said when a plan is opened.");
        });
        CommandRun.Bind(command, shared, run => run.Value(plan) is { } number ? ApplyPlan(run, number, run.Value(message)!) : Run(run, run.Value(allow)!, run.Value(dropping)!, run.Value(message)!));
        return command;
    }

    private static int ApplyPlan(CommandRun run, int number, string message)
    {
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var changes = registry.ChangesOf(registry.FindPlan(number)).Changes;
        var commit = registry.ApplyPlan(number, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()), message);
        Say(run, commit, changes, $"Applied plan {number} as commit {commit.Number}.");
        return 0;
    }

    private static int Run(CommandRun run, string[] allow, string[] dropping, string message)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        ProjectShards.Place(run.Project, compiled.Plan);
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var (plan, over) = registry.Plan(compiled.Snapshot, allow.ToHashSet());
        var (dropped, refused) = plan.IsEmpty ? ([], []) : DroppedRowsCheck.Run(run, compiled, over, reader, dropping);
        if (refused.Count > 0 || plan.Findings.Any(finding => finding.Severity == Severity.Error)) throw new QuernException([.. plan.Findings, .. refused]);
        if (plan.IsEmpty && over is not null && compiled.IsCodeOf(over))
        {
            var mended = registry.Mend(over, compiled.Assembly);
            run.Output.Json(new { commit = over.Number, changes = 0 });
            run.Output.Line($"No changes. Commit {over.Number} is what the files say.");
            if (mended) run.Output.Line("Its compiled definitions were gone or damaged, and are stored anew.");
            return 0;
        }

        if (plan.IsEmpty && over is not null) run.Output.Line(PlanView.SameDefinitions);
        else if (!run.Output.IsJson) new PlanView(run.Output).Show(plan, over, BackfillEstimate.Of(plan, compiled.Plan, reader), dropped, refused);
        var commit = registry.Apply(compiled.Snapshot, compiled.Assembly, over, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()), message);
        Say(run, commit, plan.Changes, $"Applied as commit {commit.Number}.");
        return 0;
    }

    private static void Say(CommandRun run, RegistryCommit commit, IReadOnlyList<Change> changes, string line)
    {
        run.Output.Json(new { commit = commit.Number, changes = changes.Count });
        run.Output.Line(line);
        if (changes.Any(change => change.NeedsBackfill)) run.Output.Line("Next: 'quern materialize' brings the values online; 'quern training-set' needs nothing more.");
    }
}
