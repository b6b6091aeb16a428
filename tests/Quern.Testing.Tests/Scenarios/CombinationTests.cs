using Quern.Connectors.Postgres.Registry;
using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Postgres;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Tests.S3;
using Quern.Engine.Online;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>
/// Every file of spec/scenarios holds whatever online state, definitions and history lie in, and wherever events come from. What came by streams is read out of their history; files are history themselves, and
/// so are tables. Redis and PostgreSQL are skipped where they are not installed.
/// </summary>
[Collection(PostgresTests.Name)]
public sealed class CombinationTests(PostgresCluster cluster)
{
    private static readonly string[] Online = ["LMDB", "Redis", "a cluster of Redis"];
    private static readonly string[] Registry = ["files", "PostgreSQL"];
    private static readonly string[] History = ["object storage", "a folder"];
    private static readonly string[] Source = ["files", "PostgreSQL", "changes of PostgreSQL", "a push", "Kafka"];

    // Each of them all, in as few as there are sources.
    private static readonly (string, string, string, string)[] Few =
    [
        ("LMDB", "PostgreSQL", "object storage", "files"), ("Redis", "files", "its tables", "PostgreSQL"), ("a cluster of Redis", "PostgreSQL", "a folder", "changes of PostgreSQL"),
        ("Redis", "files", "object storage", "a push"), ("LMDB", "PostgreSQL", "object storage", "Kafka"),
    ];

    public static TheoryData<string, string, string, string> Combinations =>
    [
        .. Environment.GetEnvironmentVariable("QUERN_FULL") is null
            ? Few
            : from online in Online from registry in Registry from source in Source from history in source == "PostgreSQL" ? ["its tables"] : History select (online, registry, history, source),
    ];

    [Theory, MemberData(nameof(Combinations))]
    public void Scenarios_Hold_InEveryCombination(string online, string registry, string history, string source)
    {
        Assert.SkipWhen(online != "LMDB" && RedisServer.Missing is not null, RedisServer.Missing ?? "");
        using var place = new S3Place();
        using var database = registry == "PostgreSQL" ? cluster.NewDatabase() : null;
        using var tables = source.EndsWith("PostgreSQL", StringComparison.Ordinal) ? cluster.NewDatabase() : null;
        using ScenarioFeed? feed = source switch
        {
            "Kafka" => new ScenarioTopics(),
            "changes of PostgreSQL" => new ScenarioChanges(tables!),
            _ => null,
        };
        using var server = online == "Redis" ? new RedisServer() : null;
        using var nodes = online == "a cluster of Redis" ? new RedisCluster() : null;
        Func<RedisSettings>? settings = server is not null ? () => server.NewSettings() : nodes is not null ? nodes.NewSettings : null;
        var stores = 0;
        IOnlineStore Open() => settings is null ? new LmdbOnlineStore(Path.Combine(place.Folder, $"online-{stores++}")) : RedisOnlineStore.Open(settings(), "spec", TimeProvider.System);
        using var applied = new ScenarioRegistry(() => registry == "files" ? new FileRegistryStore(Path.Combine(place.Folder, "registry")) : new PostgresRegistryStore(new(database!.Connection, "registry.postgres"), "spec"));
        MovedSources Move(ScenarioRun run) => source switch
        {
            "files" => new ScenarioTexts(place, history == "object storage", run),
            "PostgreSQL" => new ScenarioTables(tables!, run),
            _ => new ScenarioHistory(place, history == "object storage", feed, run),
        };

        ScenarioFiles.Names.SelectMany(name => new ScenarioRun(ScenarioFiles.Read(name), Open, applied).Over(Move).Select(difference => $"{name}: {difference}")).ShouldBeEmpty();
    }
}
