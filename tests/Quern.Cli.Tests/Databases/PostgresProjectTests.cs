using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Postgres;

namespace Quern.Cli.Tests.Databases;

/// <summary>A project whose rows, and whose registry, lie in PostgreSQL; skipped where that is not installed.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresProjectTests(ProjectTemplates templates, PostgresCluster cluster)
{
    private static readonly string[] Labels = ["training-set", "checkout", "--spine", "labels.csv"];

    [Fact]
    public void RowsInATable_GiveTheSameTrainingSetAndVectors_AndATypeThatChangesIsTold()
    {
        using var database = cluster.NewDatabase();
        using var project = templates.Shop();
        project.Quern([.. Labels, "--out", "files.csv"]).Succeeded();
        Fill(database);
        project.Write("secret", database.Connection);
        project.Write("quern.json", $$"""{ "project": "shop", "connections": { "warehouse": { "postgres": "file:{{project.PathOf("secret")}}" } } }""");
        project.Replace("Shop.cs", "Csv<Purchase>(\"data/purchases.csv\"", "Postgres<Purchase>(\"warehouse\", \"public.purchases\"");

        var applied = project.Quern("apply").Succeeded();
        project.Quern([.. Labels, "--out", "table.csv"]).Succeeded();
        project.Quern("materialize", "--to", "2024-01-03").Succeeded();

        applied.ShouldContain("location: data/purchases.csv -> public.purchases");
        project.Bytes("table.csv").ShouldBe(project.Bytes("files.csv"));
        project.Quern("get", "checkout", "customer=ann", "basket=10", "--at", "2024-01-03").Succeeded().ShouldContain("30.5");
        project.Quern("training-set", "--manifest", "table.csv.manifest.json", "--out", "again.csv").Succeeded().ShouldContain("the same bytes as before");
        PushedDown(project);
        project.Quern("profile", "purchases").Succeeded().ShouldContain("amount");
        project.Quern("test").Succeeded();
        project.Quern("status").Succeeded().ShouldContain("source   purchases");

        database.Do("ALTER TABLE purchases ALTER COLUMN amount TYPE text");
        const string Finding = "source 'purchases': column 'amount' is text, which Purchase.Amount (float64) cannot take";
        project.Quern("plan").ShouldComplain("QRN6507", Finding);
        project.Quern([.. Labels, "--out", "never.csv"]).ShouldComplain("QRN6507", Finding);
        project.Quern("training-set", "--manifest", "table.csv.manifest.json", "--out", "never.csv").ShouldComplain("QRN6022", "source 'purchases' is not what it was");
        File.Exists(project.PathOf("never.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task RegistryInADatabase_IsCopiedThere_AndServedFrom_AlsoWhileItIsAway()
    {
        using var own = new PostgresCluster();
        using var database = own.NewDatabase();
        using var project = templates.Shop();
        var history = project.Quern("history").Succeeded();
        project.Quern("registry", "copy").ShouldComplain("QRN6525", "the settings name no database for the registry");
        project.Write("quern.json", $$"""{ "project": "shop", "registry": { "postgres": "{{database.Connection}}" } }""");

        project.Quern("materialize").ShouldComplain("QRN6006", "'quern registry copy' brings it into the database");
        project.Quern("registry", "copy").Succeeded().ShouldContain("1 commit copied; the database has 1.");
        project.Quern("history").Succeeded().ShouldBe(history);
        project.Quern("materialize", "--to", "2024-01-03").Succeeded();

        using var server = ServedProject.Start(project);
        using var client = new HttpClient();
        async Task<HttpStatusCode> Ask(string path) => (await client.GetAsync(server.Url + path, TestContext.Current.CancellationToken)).StatusCode;
        (await Ask("/v1/registry/commits")).ShouldBe(HttpStatusCode.OK);
        own.Kill();
        (await Vectors(server)).ShouldContain("30.5");
        (await Ask("/v1/registry/commits")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Ask("/v1/registry")).ShouldBe(HttpStatusCode.OK);
        project.Quern("history").ShouldComplain("QRN6501", "the registry: the PostgreSQL server does not answer");
        own.Start();
        (await Ask("/v1/registry/commits")).ShouldBe(HttpStatusCode.OK);
        database.Reconnect();

        project.Quern("rollback", "1").Succeeded();
        database.AskOne("SELECT count(*) FROM quern_commits").ShouldBe("2");
        while (!(await client.GetStringAsync(server.Url + "/v1/registry", TestContext.Current.CancellationToken)).Contains("\"version\":\"2\"", StringComparison.Ordinal)) await Task.Delay(50, TestContext.Current.CancellationToken);
        server.Stop();

        // The files went on by themselves.
        project.Write("quern.json", """{ "project": "shop" }""");
        project.Quern("rollback", "1").Succeeded();
        project.Write("quern.json", $$"""{ "project": "shop", "registry": { "postgres": "{{database.Connection}}" } }""");
        project.Quern("registry", "copy").ShouldComplain("QRN6523", "the two registries have diverged: commit 2 is not the same in both");
    }

    // Of the service no view can be computed there: one has a sum of reals, the other's rows lie in a file.
    private static void PushedDown(TestProject project)
    {
        string[] counts = ["training-set", "--features", "spending:purchases_1d,spending:items_lifetime", "--spine", "labels.csv"];
        project.Quern([.. counts, "--out", "here.csv"]).Succeeded().ShouldNotContain("computed by");

        project.Quern([.. counts, "--out", "there.csv", "--engine", "postgres"]).Succeeded().ShouldContain("  computed by postgres: spending");
        project.Bytes("there.csv").ShouldBe(project.Bytes("here.csv"));
        File.ReadAllText(project.PathOf("there.csv.manifest.json")).ShouldContain("\"engine\": \"postgres\"");
        project.Quern("training-set", "--manifest", "there.csv.manifest.json", "--out", "there-again.csv").Succeeded().ShouldContain("the same bytes as before");

        project.Quern([.. Labels, "--out", "auto.csv", "--engine", "auto"]).Succeeded().ShouldContain("  computed here: spending, because feature 'spent_1d': of reals the sum is exact here");
        project.Bytes("auto.csv").ShouldBe(project.Bytes("table.csv"));
        project.Quern([.. Labels, "--out", "never.csv", "--engine", "postgres"]).ShouldComplain("QRN5156", "'customer_profile': its rows are not in a database that computes");
        project.Quern([.. Labels, "--out", "never.csv", "--engine", "oracle"]).ShouldComplain("QRN6832", "there is no engine 'oracle'");
        project.Quern([.. Labels, "--explain", "1", "--engine", "postgres"]).ShouldComplain("QRN6832", "--explain says nothing with --engine postgres");
    }

    private static async Task<string> Vectors(ServedProject server) => (await server.AskAsync("""{"feature_service":"checkout","entities":{"customer":["ann"],"basket":[10]}}""")).ToString();

    private static void Fill(TestDatabase database)
    {
        Rows(database);
        // The server counts what was written a little later, and a training set names what it counts.
        database.Reconnect();
        Eventually.So(() => database.AskOne("SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'purchases'") == "4", () => "the rows are not counted");
    }

    private static void Rows(TestDatabase database) => database.Do(
        "CREATE TABLE purchases (at timestamptz NOT NULL, customer text, amount numeric(12, 2) NOT NULL, items bigint NOT NULL)",
        "INSERT INTO purchases VALUES ('2024-01-01T10:00:00Z', 'ann', 10.5, 2), ('2024-01-01T12:00:00Z', 'bob', 4, 1), ('2024-01-02T09:00:00Z', 'ann', 20, 3), ('2024-01-02T09:00:00Z', NULL, 99, 1)");
}
