using System.Collections.Concurrent;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Protocol.Registry;

namespace Quern.Server.Http.Registry;

/// <summary>What each apply did. Commits never change, so that each is compared with the one before it once.</summary>
internal sealed class CommitLog(IRegistryStore? store)
{
    private readonly ConcurrentDictionary<int, CommitDetailShape> _known = new();

    /// <summary>The latest applies, the last first.</summary>
    /// <param name="before">Only those with a smaller number.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<CommitShape> List(int before, int count) => [.. Numbers(before).Take(count).Select(number => Find(number).Commit)];

    /// <summary>One apply.</summary>
    /// <exception cref="QuernException">There is no such apply (QRN2006), the registry is damaged, or there is no registry (QRN5182).</exception>
    public CommitDetailShape Find(int number) => _known.TryGetValue(number, out var known) ? known : _known.GetOrAdd(number, Compare(number));

    /// <summary>What applies did to one definition, the last first.</summary>
    public IReadOnlyList<DefinitionChangeShape> Of(string thing, string name) =>
        [.. Numbers(int.MaxValue).Select(Find).SelectMany(commit => commit.Changes.Where(change => change.Thing == thing && change.Name == name).Select(change => new DefinitionChangeShape(commit.Commit, change)))];

    private IRegistryStore Store => store ?? throw new QuernException(ServerFindings.NoCommits());

    private IEnumerable<int> Numbers(int before)
    {
        for (var number = Math.Min(Store.HeadNumber(), before - 1); number > 0; number--) yield return number;
    }

    private CommitDetailShape Compare(int number)
    {
        var commit = Store.Find(number) ?? throw new QuernException(RegistryFindings.NoCommit(number, Store.HeadNumber()));
        var before = commit.Parent is { } parent ? Store.Find(parent)?.Snapshot : null;
        // What was applied was allowed: that it breaks somebody is not asked again.
        var plan = RegistryDiff.Compare(before ?? RepositorySnapshot.Empty, commit.Snapshot, new HashSet<string>());
        return new(
            new(
                commit.Number, commit.Parent, commit.Author, commit.Time.ToString(), commit.Message,
                plan.CountOf(ChangeKind.Add), plan.CountOf(ChangeKind.Change), plan.CountOf(ChangeKind.Remove),
                ChangeShapes.Heads(plan)),
            ChangeShapes.Of(plan));
    }
}
