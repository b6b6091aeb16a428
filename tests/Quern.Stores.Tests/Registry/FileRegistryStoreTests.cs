using System.Text;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Stores.Registry.Tests;

public sealed class FileRegistryStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-registry-").FullName;
    private readonly FileRegistryStore _store;

    public FileRegistryStoreTests() => _store = new(Path.Combine(_folder, "registry"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Empty_HasNoHead()
    {
        _store.Head().ShouldBeNull();
        _store.HeadNumber().ShouldBe(0);
        _store.Find(1).ShouldBeNull();
    }

    [Fact]
    public void Append_ThenRead_GivesTheSameCommit()
    {
        var commit = Commit(1, "ada");
        _store.TryAppend(commit).ShouldBeNull();
        var read = new FileRegistryStore(Path.Combine(_folder, "registry")).Head()!;
        (read with { Snapshot = commit.Snapshot }).ShouldBe(commit);
        SnapshotJson.Write(read.Snapshot).ShouldBe(SnapshotJson.Write(commit.Snapshot));
    }

    [Fact]
    public void Commit_OnDisk_ReadsWell()
    {
        _store.TryAppend(Commit(1, "ada")).ShouldBeNull();
        File.ReadAllText(CommitPath(1)).ShouldBe(
            """
            {
              "number": 1,
              "parent": null,
              "author": "ada",
              "time": "1970-01-01T00:00:07Z",
              "message": "Zürich > Genf",
              "object": "abc",
              "snapshot": {
                "entities": [
                  {
                    "name": "airport",
                    "description": "An \"airport\"",
                    "join_keys": [
                      "airport"
                    ]
                  }
                ],
                "sources": [],
                "views": [],
                "on_demand": [],
                "services": []
              }
            }

            """);
    }

    [Fact]
    public void SameNumber_Twice_GivesTheWinner()
    {
        _store.TryAppend(Commit(1, "ada")).ShouldBeNull();
        _store.TryAppend(Commit(1, "bob"))!.Author.ShouldBe("ada");
        Should.Throw<ArgumentException>(() => _store.TryAppend(Commit(3, "bob")));
    }

    [Fact]
    public void ManyWriters_OfEachNumber_ExactlyOneWins()
    {
        for (var number = 1; number <= 20; number++)
        {
            var results = new RegistryCommit?[8];
            Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
                results[i] = new FileRegistryStore(Path.Combine(_folder, "registry")).TryAppend(Commit(number, $"writer {i}")));
            var winner = Array.FindIndex(results, result => result is null);
            results.Count(result => result is null).ShouldBe(1);
            results.OfType<RegistryCommit>().ShouldAllBe(result => result.Author == $"writer {winner}");
        }

        _store.HeadNumber().ShouldBe(20);
        Directory.GetFiles(Path.Combine(_folder, "registry", "commits")).Length.ShouldBe(20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Crash_WhileWriting_LeavesTheOldState(int written)
    {
        _store.TryAppend(Commit(1, "ada")).ShouldBeNull();
        var content = CommitJson.Write(Commit(2, "bob"));
        File.WriteAllBytes(Path.Combine(_folder, "registry", "commits", ".000002.json.0123.tmp"), content[..written]);
        _store.Head()!.Number.ShouldBe(1);
        _store.TryAppend(Commit(2, "eve")).ShouldBeNull();
        _store.Head()!.Author.ShouldBe("eve");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"number\": 1")]
    [InlineData("{\"number\": \"one\"}")]
    public void DamagedCommit_IsAFindingThatNamesTheFile(string content)
    {
        _store.TryAppend(Commit(1, "ada")).ShouldBeNull();
        File.WriteAllText(CommitPath(1), content);
        var finding = Should.Throw<QuernException>(() => _store.Head()).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN2007");
        finding.Message.ShouldContain("000001.json");
    }

    [Fact]
    public void MissingCommit_IsAFinding()
    {
        _store.TryAppend(Commit(1, "ada")).ShouldBeNull();
        _store.TryAppend(Commit(2, "ada")).ShouldBeNull();
        File.Delete(CommitPath(1));
        Should.Throw<QuernException>(() => _store.HeadNumber()).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2007");
    }

    [Fact]
    public void Object_IsKeptOnceByItsContent()
    {
        var hash = _store.PutObject("content"u8);
        _store.PutObject("content"u8).ShouldBe(hash);
        Encoding.UTF8.GetString(_store.GetObject(hash)).ShouldBe("content");
        Directory.GetFiles(Path.Combine(_folder, "registry", "objects")).ShouldHaveSingleItem().ShouldEndWith(hash + ".dll");
    }

    [Fact]
    public void Object_ThatIsMissingOrChanged_IsAFinding_AndIsMendedByPuttingItAgain()
    {
        var hash = _store.PutObject("content"u8);
        File.WriteAllText(Path.Combine(_folder, "registry", "objects", hash + ".dll"), "other");
        Should.Throw<QuernException>(() => _store.GetObject(hash)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2008");
        Should.Throw<QuernException>(() => _store.GetObject("00")).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2008");
        _store.PutObject("content"u8).ShouldBe(hash);
        Encoding.UTF8.GetString(_store.GetObject(hash)).ShouldBe("content");
    }

    [Fact]
    public void FolderThatCannotBeWritten_IsAFinding()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var finding = Should.Throw<QuernException>(() => new FileRegistryStore(Path.Combine(_folder, "file")).TryAppend(Commit(1, "ada"))).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN2010");
    }

    private string CommitPath(int number) => Path.Combine(_folder, "registry", "commits", $"{number:D6}.json");

    private static RegistryCommit Commit(int number, string author) => new(
        number, number == 1 ? null : number - 1, author, new Instant(7_000_000), "Zürich > Genf",
        RepositorySnapshot.Empty with { Entities = [new EntityEntry { Name = "airport", JoinKeys = ["airport"], Description = "An \"airport\"" }] }, "abc");
}
