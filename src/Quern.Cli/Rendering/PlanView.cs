using System.Globalization;
using Quern.Engine.Expectations;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;

namespace Quern.Cli.Rendering;

/// <summary>Shows what an apply would change.</summary>
internal sealed class PlanView(Output output)
{
    public void Show(ChangePlan plan, RegistryCommit? over, BackfillEstimate backfill, IReadOnlyList<DroppedRows> dropped, IReadOnlyList<Finding> refused)
    {
        output.Json(new
        {
            over = over?.Number,
            changes = plan.Changes.Select(change => new { sign = change.Sign.ToString(), change.Thing, change.Name, change.Summary, change.Details, change.Consequences, change.NeedsBackfill }),
            findings = plan.Findings.Concat(refused),
            dropped = dropped.Select(one => new { one.Thing, one.Name, one.Rows, one.Dropped, one.Share, causes = one.Causes.Select(cause => new { cause.Condition, cause.Rows, first = cause.First.ToString() }) }),
            backfillRows = backfill.Rows,
        });
        if (plan.IsEmpty)
        {
            output.Line(over is null ? "Nothing is defined." : $"No changes. Commit {over.Number} is what the files say.");
            return;
        }

        foreach (var change in plan.Changes) Show(change, dropped.FirstOrDefault(one => one.Thing == change.Thing && one.Name == change.Name));
        output.Line();
        output.Line($"Plan: {plan.CountOf(ChangeKind.Add)} to add, {plan.CountOf(ChangeKind.Change)} to change, {plan.CountOf(ChangeKind.Remove)} to remove.{backfill}");
        if (!output.IsJson)
            foreach (var finding in plan.Findings.Concat(refused))
                Console.Error.WriteLine(finding);
    }

    private void Show(Change change, DroppedRows? dropped)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"  {change.Sign} {change.Thing,-10} {change.Name,-24} {change.Summary}").TrimEnd());
        foreach (var detail in change.Details) output.Line($"      {detail}");
        foreach (var consequence in change.Consequences) output.Line($"      → {consequence}");
        if (dropped is not null) output.Line($"      → leaves out {Numbers.Count(dropped.Dropped)} of {Numbers.Count(dropped.Rows, "row")} that count now ({Numbers.Percent(dropped.Share)})");
    }
}
