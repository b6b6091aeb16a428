using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry.Tests;

public sealed class DefinitionRegistryTests
{
    private static readonly RepositorySnapshot One = RepositorySnapshot.Empty with { Entities = [new EntityEntry { Name = "airport", JoinKeys = ["airport"] }] };
    private static readonly RepositorySnapshot Two = One with { Entities = [.. One.Entities, new EntityEntry { Name = "route", JoinKeys = ["origin", "destination"] }] };
    private static readonly HashSet<string> Nothing = [];

    private readonly MemoryRegistryStore _store = new();
    private readonly DefinitionRegistry _registry;

    public DefinitionRegistryTests() => _registry = new(_store);

    [Fact]
    public void Plan_ComparesWithTheLatestCommit()
    {
        _registry.Plan(One, Nothing).Plan.CountOf(ChangeKind.Add).ShouldBe(1);
        Apply(One, "ada");
        _registry.Plan(One, Nothing).Plan.IsEmpty.ShouldBeTrue();
        var (plan, over) = _registry.Plan(Two, Nothing);
        plan.Changes.ShouldHaveSingleItem().Name.ShouldBe("route");
        over!.Number.ShouldBe(1);
    }

    [Fact]
    public void Apply_OverAnOlderCommit_TellsWhoWon()
    {
        var over = _registry.Plan(One, Nothing).Over;
        _registry.Apply(One, [1, 2], over, "ada", new Instant(5), "first");
        var finding = Should.Throw<QuernException>(() => _registry.Apply(Two, [], over, "bob", new Instant(6), "second")).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN2005");
        finding.Message.ShouldBe("'ada' applied commit 1 first");
        _store.Head()!.Snapshot.ShouldBeSameAs(One);
    }

    [Fact]
    public void Rollback_IsANewCommitWithTheOldContent()
    {
        Apply(One, "ada", [1]);
        Apply(Two, "bob", [2]);
        var commit = _registry.Rollback(1, "eve", new Instant(9));
        (commit.Number, commit.Parent, commit.Author, commit.Time, commit.Message).ShouldBe((3, 2, "eve", new Instant(9), "Rollback to commit 1: by ada"));
        commit.Snapshot.ShouldBeSameAs(One);
        _store.GetObject(commit.ObjectHash!).ShouldBe([1]);
        _registry.History().Select(each => each.Number).ShouldBe([3, 2, 1]);
    }

    [Fact]
    public void Rollback_ToNoCommit_SaysWhichThereAre()
    {
        Apply(One, "ada");
        Should.Throw<QuernException>(() => _registry.Rollback(7, "eve", default)).Findings.ShouldHaveSingleItem().Detail.ShouldBe("The commits are 1 to 1.");
    }

    [Fact]
    public void Rollback_OverAnotherCommitThanWasLookedAt_TellsWhoCameFirst()
    {
        Apply(One, "ada", [1]);
        Apply(Two, "bob", [2]);
        Should.Throw<QuernException>(() => _registry.Rollback(1, "eve", default, over: 1)).Findings.ShouldHaveSingleItem().Message.ShouldBe("'bob' applied commit 2 first");
        _registry.Rollback(1, "eve", default, over: 2).Number.ShouldBe(3);
    }

    private void Apply(RepositorySnapshot snapshot, string author, byte[]? assembly = null) =>
        _registry.Apply(snapshot, assembly, _registry.Plan(snapshot, Nothing).Over, author, default, $"by {author}");
}
