using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Planning.Snapshots;

namespace Quern.Cli.Rendering;

/// <summary>How many rows of sources must be read before the changed views have values online.</summary>
/// <param name="Rows">The rows; each source counts once for each view.</param>
internal readonly record struct BackfillEstimate(long Rows)
{
    public static BackfillEstimate Of(ChangePlan plan, RepositoryPlan repository, ISourceReader reader) => new(plan.Changes
        .Where(change => change.NeedsBackfill && change.Thing == "view" && repository.Views.ContainsKey(change.Name))
        .Sum(change => reader.EstimateRows(repository.Views[change.Name].Definition.Source)));

    public override string ToString() => Rows == 0 ? "" : $" Backfill: {Numbers.Count(Rows)} rows to read.";
}
