using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
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
        var command = new Command("apply", "Plan, then register what the project defines: all of it or nothing.") { allow, dropping, message };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(allow)!, run.Value(dropping)!, run.Value(message)!));
        return command;
    }

    private static int Run(CommandRun run, string[] allow, string[] dropping, string message)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var registry = new DefinitionRegistry(run.Project.OpenRegistry());
        var (plan, over) = registry.Plan(compiled.Snapshot, allow.ToHashSet());
        var (dropped, refused) = plan.IsEmpty ? ([], []) : DroppedRowsCheck.Run(run, compiled, over, reader, dropping);
        if (refused.Count > 0 || plan.Findings.Any(finding => finding.Severity == Severity.Error)) throw new QuernException([.. plan.Findings, .. refused]);
        if (plan.IsEmpty && over is not null && IsSameCode(over, compiled.Assembly))
        {
            var mended = registry.Mend(over, compiled.Assembly);
            run.Output.Json(new { commit = over.Number, changes = 0 });
            run.Output.Line($"No changes. Commit {over.Number} is what the files say.");
            if (mended) run.Output.Line("Its compiled definitions were gone or damaged, and are stored anew.");
            return 0;
        }

        if (plan.IsEmpty && over is not null) run.Output.Line("The same is defined as before; only the compiled code has changed.");
        else if (!run.Output.IsJson) new PlanView(run.Output).Show(plan, over, BackfillEstimate.Of(plan, compiled.Plan, reader), dropped, refused);
        var commit = registry.Apply(compiled.Snapshot, compiled.Assembly, over, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()), message);
        run.Output.Json(new { commit = commit.Number, changes = plan.Changes.Count });
        run.Output.Line($"Applied as commit {commit.Number}.");
        if (plan.Changes.Any(change => change.NeedsBackfill)) run.Output.Line("Next: 'quern materialize' brings the values online; 'quern training-set' needs nothing more.");
        return 0;
    }

    // A method's body may change while nothing that the snapshot tells does.
    private static bool IsSameCode(RegistryCommit over, byte[] assembly) =>
        over.ObjectHash == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(assembly));
}
