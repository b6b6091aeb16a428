using System.Globalization;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;

namespace Quern.Cli.Rendering;

/// <summary>Shows what an apply would change.</summary>
internal sealed class PlanView(Output output)
{
    public void Show(ChangePlan plan, RegistryCommit? over, BackfillEstimate backfill)
    {
        output.Json(new
        {
            over = over?.Number,
            changes = plan.Changes.Select(change => new { sign = change.Sign.ToString(), change.Thing, change.Name, change.Summary, change.Details, change.Consequences, change.NeedsBackfill }),
            findings = plan.Findings,
            backfillRows = backfill.Rows,
        });
        if (plan.IsEmpty)
        {
            output.Line(over is null ? "Nothing is defined." : $"No changes. Commit {over.Number} is what the files say.");
            return;
        }

        foreach (var change in plan.Changes) Show(change);
        output.Line();
        output.Line($"Plan: {plan.CountOf(ChangeKind.Add)} to add, {plan.CountOf(ChangeKind.Change)} to change, {plan.CountOf(ChangeKind.Remove)} to remove.{backfill}");
        if (!output.IsJson)
            foreach (var finding in plan.Findings)
                Console.Error.WriteLine(finding);
    }

    private void Show(Change change)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"  {change.Sign} {change.Thing,-10} {change.Name,-24} {change.Summary}").TrimEnd());
        foreach (var detail in change.Details) output.Line($"      {detail}");
        foreach (var consequence in change.Consequences) output.Line($"      → {consequence}");
    }
}
