using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry.Tests;

public sealed class OpenPlanTests
{
    private static readonly RepositorySnapshot One = RepositorySnapshot.Empty with { Entities = [new EntityEntry { Name = "airport", JoinKeys = ["airport"] }] };
    private static readonly RepositorySnapshot Two = One with { Entities = [.. One.Entities, new EntityEntry { Name = "route", JoinKeys = ["origin", "destination"] }] };

    private readonly MemoryRegistryStore _store = new();
    private readonly DefinitionRegistry _registry;

    public OpenPlanTests() => _registry = new(_store);

    [Fact]
    public void Apply_OfAPlan_RegistersItToTheByte_AndEndsIt()
    {
        Open(One, [1]).ShouldBe(1);
        _store.HeadNumber().ShouldBe(0);

        var commit = _registry.ApplyPlan(1, "bob", new Instant(9), "");

        (commit.Number, commit.Parent, commit.Author, commit.Message).ShouldBe((1, null, "bob", "why"));
        commit.Snapshot.ShouldBeSameAs(One);
        _store.GetObject(commit.ObjectHash!).ShouldBe([1]);
        _store.OpenPlans().ShouldBeEmpty();
        _store.EndOfPlan(1).ShouldBe(new PlanEnd(1, "bob", new Instant(9), 1));
        Complaint(() => _registry.ApplyPlan(1, "eve", default, "")).ShouldBe(("QRN2012", "plan 1 was applied as commit 1"));
        Complaint(() => _registry.ClosePlan(1, "eve", default)).ShouldBe(("QRN2012", "plan 1 was applied as commit 1"));
    }

    [Fact]
    public void PlanOverAnOlderCommit_IsNotApplied_ButStaysToBeLookedAt()
    {
        Open(One, [1]);
        Open(Two, [2]);
        _registry.ApplyPlan(1, "ada", default, "mine").Message.ShouldBe("mine");

        Complaint(() => _registry.ApplyPlan(2, "ada", default, "")).ShouldBe(("QRN2013", "plan 2 would change commit 0, but commit 1 is what is applied"));

        _store.OpenPlans().ShouldBe([2]);
        _registry.ChangesOf(_registry.FindPlan(2)).CountOf(ChangeKind.Add).ShouldBe(2);
        _registry.ClosePlan(2, "ada", default);
        Complaint(() => _registry.ApplyPlan(2, "ada", default, "")).ShouldBe(("QRN2012", "plan 2 was closed"));
    }

    [Fact]
    public void WhoeverWasKilledBetweenCommitAndEnd_IsGoneOnWith()
    {
        Open(One, [1]);
        _store.TryAppend(new(1, null, "ada", default, "why", One, _store.PutObject([1])));

        _registry.ApplyPlan(1, "ada", default, "").Number.ShouldBe(1);

        (_store.HeadNumber(), _store.EndOfPlan(1)!.Commit).ShouldBe((1, 1));
    }

    [Fact]
    public void PlanWithoutItsDefinitions_IsNotApplied()
    {
        _store.KeepPlan(new(0, null, "ada", default, "", One, "gone", new(0, [], new([], []))));
        Complaint(() => _registry.ApplyPlan(1, "ada", default, "")).Code.ShouldBe("QRN2008");
        _store.HeadNumber().ShouldBe(0);
    }

    [Fact]
    public void PlanThatIsNotThere_SaysWhichAreOpen()
    {
        Should.Throw<QuernException>(() => _registry.FindPlan(3)).Findings.ShouldHaveSingleItem().Detail.ShouldBe("No plan is open.");
        Open(One, [1]);
        Should.Throw<QuernException>(() => _registry.ClosePlan(3, "ada", default)).Findings.ShouldHaveSingleItem().Detail.ShouldBe("Open are: 1.");
    }

    [Fact]
    public void PlansOfARegistry_AreCopiedWithIt_OnceAndWithHowTheyEnded()
    {
        var to = new MemoryRegistryStore();
        Open(One, [1]);
        Open(Two, [2]);
        _registry.ApplyPlan(1, "ada", default, "");

        for (var time = 0; time < 2; time++) RegistryCopy.Run(_store, to);

        to.OpenPlans().ShouldBe([2]);
        (to.EndOfPlan(1)!.Commit, to.FindPlan(3)).ShouldBe((1, null));
        to.GetObject(to.FindPlan(2)!.ObjectHash).ShouldBe([2]);
        PlanJson.Write(to.FindPlan(2)!).ShouldBe(PlanJson.Write(_store.FindPlan(2)!));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"number":1,"over":null,"author":"a","time":"2024-01-01T00:00:00Z","message":"","object":"x","backfillRows":0,"notes":[],"lineage":{"nodes":[["View","a"]],"edges":[[0,7,null]]},"snapshot":{}}""")]
    public void DocumentThatIsNoPlan_IsRefused(string json) => Should.Throw<System.Text.Json.JsonException>(() => PlanJson.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    private int Open(RepositorySnapshot snapshot, byte[] assembly) => _registry.Open(snapshot, assembly, _store.Head(), new(0, [], new Lineage([], [])), "ada", new Instant(5), "why").Number;

    private static (string Code, string Message) Complaint(Action action)
    {
        var finding = Should.Throw<QuernException>(action).Findings.ShouldHaveSingleItem();
        return (finding.Code!, finding.Message);
    }
}
