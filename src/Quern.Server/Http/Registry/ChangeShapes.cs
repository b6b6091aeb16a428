using Quern.Planning.Snapshots;
using Quern.Protocol.Registry;

namespace Quern.Server.Http.Registry;

/// <summary>Changes as they are told.</summary>
internal static class ChangeShapes
{
    private const int ShownHeads = 20;

    internal static IReadOnlyList<ChangeShape> Of(ChangePlan plan) =>
        [.. plan.Changes.Select(change => new ChangeShape(Word(change.Kind), change.Thing, change.Name, change.Summary, change.Details, change.Consequences, change.NeedsBackfill))];

    internal static IReadOnlyList<ChangeHeadShape> Heads(ChangePlan plan) => [.. plan.Changes.Take(ShownHeads).Select(change => new ChangeHeadShape(Word(change.Kind), change.Thing, change.Name))];

    internal static string Word(ChangeKind kind) => kind.ToString().ToLowerInvariant();
}
