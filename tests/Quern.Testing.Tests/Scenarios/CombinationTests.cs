using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Tests.S3;
using Quern.Engine.Online;
using Quern.Stores.Lmdb;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds when its events came by streams, wherever these come from, their history lies and online state is. Redis is skipped where it is not installed.</summary>
public sealed class CombinationTests
{
    private static readonly string[] Online = ["LMDB", "Redis", "a cluster of Redis"];
    private static readonly string[] History = ["object storage", "a folder"];
    private static readonly string[] Source = ["a push", "Kafka"];

    public static TheoryData<string, string, string> Combinations =>
        Environment.GetEnvironmentVariable("QUERN_FULL") is null ? new() { { "Redis", "object storage", "a push" }, { "LMDB", "object storage", "Kafka" } } : [.. from online in Online from history in History from source in Source select (online, history, source)];

    [Theory, MemberData(nameof(Combinations))]
    public void Scenarios_Hold_InEveryCombination(string online, string history, string source)
    {
        Assert.SkipWhen(online != "LMDB" && RedisServer.Missing is not null, RedisServer.Missing ?? "");
        using var place = new S3Place();
        using var topics = source == "Kafka" ? new ScenarioTopics() : null;
        using var server = online == "Redis" ? new RedisServer() : null;
        using var cluster = online == "a cluster of Redis" ? new RedisCluster() : null;
        Func<RedisSettings>? settings = server is not null ? () => server.NewSettings() : cluster is not null ? cluster.NewSettings : null;
        var stores = 0;
        IOnlineStore Open() => settings is null ? new LmdbOnlineStore(Path.Combine(place.Folder, $"online-{stores++}")) : RedisOnlineStore.Open(settings(), "spec", TimeProvider.System);
        ScenarioFiles.Names.SelectMany(name => ScenarioRun.ByStreams(ScenarioFiles.Read(name), place, history == "object storage", topics, Open).Select(difference => $"{name}: {difference}")).ShouldBeEmpty();
    }
}
