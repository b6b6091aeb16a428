using Quern.Connectors.Postgres.Registry;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>What a registry in PostgreSQL does beside what every registry does.</summary>
[Collection(PostgresTests.Name)]
public sealed class RegistryStoreTests(PostgresCluster cluster) : IDisposable
{
    private readonly TestDatabase _database = cluster.NewDatabase();

    [Fact]
    public void Reading_MakesNothing_AndWritersAtOnceMakeTheTablesOnce()
    {
        Open().HeadNumber().ShouldBe(0);
        _database.AskOne("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").ShouldBe("0");

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Open().PutObject([(byte)i]));

        _database.Ask("SELECT version FROM quern_registry_versions").ShouldBe(["1", "2"]);
        _database.AskOne("SELECT count(*) FROM quern_objects").ShouldBe("8");
    }

    [Fact]
    public void Projects_OfOneDatabase_HaveHistoriesOfTheirOwn()
    {
        Open("shop").TryAppend(Commit(1, "ada")).ShouldBeNull();
        Open("fleet").TryAppend(Commit(1, "bob")).ShouldBeNull();

        Open("shop").Head()!.Author.ShouldBe("ada");
        Open("fleet").Head()!.Author.ShouldBe("bob");
        _database.Ask("SELECT project, number, author, message FROM quern_commits ORDER BY 1").ShouldBe(["fleet|1|bob|why", "shop|1|ada|why"]);
    }

    [Fact]
    public void Registry_MayLieInASchemaOfItsOwn()
    {
        _database.Do("CREATE SCHEMA features");
        Open(connection: _database.Connection + ";Search Path=features").TryAppend(Commit(1, "ada")).ShouldBeNull();

        _database.AskOne("SELECT count(*) FROM features.quern_commits").ShouldBe("1");
        Open().HeadNumber().ShouldBe(0);
    }

    [Fact]
    public void TablesOfANewerQuern_AreRefused()
    {
        Open().PutObject([1]);
        _database.Do("INSERT INTO quern_registry_versions (version) VALUES (99)");

        foreach (var use in (Action[])[() => Open().HeadNumber(), () => Open().PutObject([2]), () => Open().TryAppend(Commit(1, "ada"))])
            Should.Throw<QuernException>(use).Findings.ShouldHaveSingleItem().Message.ShouldBe("the registry's tables are at version 99, and this Quern knows them up to 2");
    }

    [Fact]
    public void TablesOfAnOlderQuern_AreRead_AndBroughtUpByTheFirstWhoWrites()
    {
        Open().TryAppend(Commit(1, "ada"));
        _database.Do("DROP TABLE quern_plan_ends", "DROP TABLE quern_plans", "DELETE FROM quern_registry_versions WHERE version = 2");

        (Open().Head()!.Author, Open().OpenPlans().Count, Open().FindPlan(1), Open().EndOfPlan(1)).ShouldBe(("ada", 0, null, null));
        _database.AskOne("SELECT to_regclass('quern_plans') IS NULL").ShouldBe("True");

        Open().TryAppend(Commit(2, "bob")).ShouldBeNull();
        _database.AskOne("SELECT to_regclass('quern_plans') IS NULL").ShouldBe("False");
        Open().HeadNumber().ShouldBe(2);
    }

    [Fact]
    public void UserWhoMayOnlyRead_Reads_AndIsToldWhatToGrant()
    {
        Open().TryAppend(Commit(1, "ada"));
        _database.Do("DO $$ BEGIN CREATE ROLE viewer LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO viewer");
        var store = Open(connection: cluster.ConnectionTo(_database.Name, "viewer"));

        store.Head()!.Author.ShouldBe("ada");
        foreach (var write in (Action[])[() => store.PutObject([1]), () => store.TryAppend(Commit(2, "eve"))])
        {
            var finding = Should.Throw<QuernException>(write).Findings.ShouldHaveSingleItem();
            (finding.Code, finding.Message).ShouldBe(("QRN6521", "the registry cannot be written: user 'viewer' may only read it"));
        }
    }

    [Theory]
    [InlineData("UPDATE quern_commits SET document = '{' WHERE number = 1", "commit 1 of project 'shop' in the registry is damaged")]
    [InlineData("UPDATE quern_commits SET document = replace(document, '\"number\": 1', '\"number\": 7') WHERE number = 1", "commit 1 of project 'shop' in the registry is damaged")]
    public void CommitThatIsDamaged_IsTold(string damage, string message)
    {
        Open().TryAppend(Commit(1, "ada"));
        _database.Do(damage);
        var finding = Should.Throw<QuernException>(() => Open().Find(1)).Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN6522", message));
    }

    [Fact]
    public void CommitThatIsMissing_AndContentThatChanged_AreTold()
    {
        var store = Open();
        var hash = store.PutObject([1, 2, 3]);
        store.TryAppend(Commit(1, "ada"));
        store.TryAppend(Commit(2, "ada"));
        _database.Do("DELETE FROM quern_commits WHERE number = 1", "UPDATE quern_objects SET content = '\\x00'");

        Should.Throw<QuernException>(() => store.HeadNumber()).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6522");
        Should.Throw<QuernException>(() => store.GetObject(hash)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2008");
        store.PutObject([1, 2, 3]);
        store.GetObject(hash).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=quern;Timeout=2", "QRN6501")]
    [InlineData("SSL", "QRN6503")]
    public void ServerThatCannotBeReached_IsTold(string connection, string code) =>
        Should.Throw<QuernException>(() => Open(connection: connection == "SSL" ? _database.Connection + ";SSL Mode=Require" : connection).HeadNumber()).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public void ServerThatWasRestarted_IsFoundAgain_ByTheSameStore()
    {
        using var own = new PostgresCluster();
        using var database = own.NewDatabase();
        var store = Open(connection: database.Connection);
        store.TryAppend(Commit(1, "ada"));

        own.Kill();
        RegistryFindings.MayPass(Should.Throw<QuernException>(() => store.HeadNumber()).Findings[0]).ShouldBeTrue();
        own.Start();

        store.TryAppend(Commit(2, "ada")).ShouldBeNull();
        store.Head()!.Number.ShouldBe(2);
    }

    public void Dispose() => _database.Dispose();

    private static RegistryCommit Commit(int number, string author) => new(number, number == 1 ? null : number - 1, author, new(number), "why", RepositorySnapshot.Empty, null);

    private PostgresRegistryStore Open(string project = "shop", string? connection = null) => new(new(connection ?? _database.Connection, "registry.postgres"), project);
}
