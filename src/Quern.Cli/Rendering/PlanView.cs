using System.Globalization;
using Quern.Cli.Projects;
using Quern.Engine.Expectations;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;

namespace Quern.Cli.Rendering;

/// <summary>Shows what an apply would change.</summary>
internal sealed class PlanView(Output output)
{
    /// <summary>Said where only the bodies of methods changed.</summary>
    public const string SameDefinitions = "The same is defined as before; only the compiled code has changed.";

    public void Show(ChangePlan plan, RegistryCommit? over, BackfillEstimate backfill, IReadOnlyList<DroppedRows> dropped, IReadOnlyList<Finding> refused, RegistryPlan? opened = null, IReadOnlyList<ShardMove>? moves = null)
    {
        output.Json(new
        {
            over = over?.Number,
            opened = opened?.Number,
            changes = Changes(plan),
            findings = plan.Findings.Concat(refused),
            dropped = dropped.Select(one => new { one.Thing, one.Name, one.Rows, one.Dropped, one.Share, causes = one.Causes.Select(cause => new { cause.Condition, cause.Rows, first = cause.First.ToString() }) }),
            backfillRows = backfill.Rows,
            moves = (moves ?? []).Select(move => new { move.View, move.From, move.To, move.Services, fromLog = move.IsStreamAlone }),
        });
        if (plan.IsEmpty)
        {
            output.Line(over is null ? "Nothing is defined." : opened is null ? $"No changes. Commit {over.Number} is what the files say." : SameDefinitions);
            foreach (var move in moves ?? []) output.Line($"  {move.Text}");
            return;
        }

        foreach (var change in plan.Changes) Show(change, dropped.FirstOrDefault(one => one.Thing == change.Thing && one.Name == change.Name));
        foreach (var move in moves ?? []) output.Line($"  {move.Text}");
        output.Line();
        output.Line($"Plan: {Tally(plan)}.{backfill}");
        if (!output.IsJson)
            foreach (var finding in plan.Findings.Concat(refused))
                Console.Error.WriteLine(finding);
    }

    /// <summary>Shows a plan that was kept.</summary>
    public void Show(RegistryPlan plan, ChangePlan changes, PlanEnd? end)
    {
        output.Json(new
        {
            plan.Number, plan.Over, plan.Author, time = plan.Time.ToString(), plan.Message, changes = Changes(changes), plan.Facts.Notes, plan.Facts.BackfillRows,
            ended = end is null ? null : new { end.Author, time = end.Time.ToString(), end.Commit },
        });
        output.Line($"Plan {plan.Number} by {plan.Author} at {plan.Time}, over {(plan.Over is { } over ? $"commit {over}" : "nothing")}{(plan.Message.Length > 0 ? $": {plan.Message}" : "")}");
        foreach (var change in changes.Changes) Show(change, null);
        output.Line();
        foreach (var note in plan.Facts.Notes) output.Line($"  {note}");
        output.Line($"Plan: {Tally(changes)}.{new BackfillEstimate(plan.Facts.BackfillRows)}");
        output.Line(end switch
        {
            null => $"It is open: 'quern apply --plan {plan.Number}' applies it, 'quern plans close {plan.Number}' ends it.",
            { Commit: { } commit } => $"Applied as commit {commit} by {end.Author} at {end.Time}.",
            _ => $"Closed by {end.Author} at {end.Time}.",
        });
    }

    public static string Tally(ChangePlan plan) => $"{plan.CountOf(ChangeKind.Add)} to add, {plan.CountOf(ChangeKind.Change)} to change, {plan.CountOf(ChangeKind.Remove)} to remove";

    public static string LeftOut(DroppedRows dropped) => $"leaves out {Numbers.Count(dropped.Dropped)} of {Numbers.Count(dropped.Rows, "row")} that count now ({Numbers.Percent(dropped.Share)})";

    private static IEnumerable<object> Changes(ChangePlan plan) =>
        plan.Changes.Select(change => new { sign = change.Sign.ToString(), change.Thing, change.Name, change.Summary, change.Details, change.Consequences, change.NeedsBackfill });

    private void Show(Change change, DroppedRows? dropped)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"  {change.Sign} {change.Thing,-10} {change.Name,-24} {change.Summary}").TrimEnd());
        foreach (var detail in change.Details) output.Line($"      {detail}");
        foreach (var consequence in change.Consequences) output.Line($"      → {consequence}");
        if (dropped is not null) output.Line($"      → {LeftOut(dropped)}");
    }
}
