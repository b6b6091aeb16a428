using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry.Tests;

public sealed class RegistryCopyTests
{
    private readonly MemoryRegistryStore _from = new();
    private readonly MemoryRegistryStore _to = new();

    [Fact]
    public void Copy_BringsCommitsAndDefinitions_AndGoesOnWhereItStopped()
    {
        Apply(_from, "ada", "first");
        Apply(_from, "ada", "second");
        RegistryCopy.Run(_from, _to).ShouldBe(2);
        RegistryCopy.Run(_from, _to).ShouldBe(0);
        Apply(_from, "bob", "third");
        RegistryCopy.Run(_from, _to).ShouldBe(1);

        for (var number = 1; number <= 3; number++) CommitJson.Write(_to.Find(number)!).ShouldBe(CommitJson.Write(_from.Find(number)!));
        _to.GetObject(_to.Head()!.ObjectHash!).ShouldBe([3]);
    }

    [Fact]
    public void RegistryThatIsAhead_IsLeftAsItIs()
    {
        Apply(_from, "ada", "first");
        RegistryCopy.Run(_from, _to);
        Apply(_to, "bob", "second");

        RegistryCopy.Run(_from, _to).ShouldBe(0);
        _to.HeadNumber().ShouldBe(2);
    }

    [Fact]
    public void RegistriesThatDiverged_AreRefused_AtTheCommitWhereTheyDid_AndNothingIsCopied()
    {
        Apply(_from, "ada", "first");
        RegistryCopy.Run(_from, _to);
        Apply(_from, "ada", "second here");
        Apply(_from, "ada", "third here");
        Apply(_to, "bob", "second there");

        var finding = Should.Throw<QuernException>(() => RegistryCopy.Run(_from, _to)).Findings.ShouldHaveSingleItem();

        (finding.Code, finding.Message).ShouldBe(("QRN6523", "the two registries have diverged: commit 2 is not the same in both"));
        finding.Detail.ShouldBe("From here: 'ada' at 1970-01-01T00:00:02Z: second here. There: 'bob' at 1970-01-01T00:00:02Z: second there.");
        _to.HeadNumber().ShouldBe(2);
    }

    private static void Apply(MemoryRegistryStore store, string author, string message)
    {
        var number = store.HeadNumber() + 1;
        store.TryAppend(new(number, number == 1 ? null : number - 1, author, new(number * Instant.PerSecond), message, RepositorySnapshot.Empty, store.PutObject([(byte)number]))).ShouldBeNull();
    }
}
