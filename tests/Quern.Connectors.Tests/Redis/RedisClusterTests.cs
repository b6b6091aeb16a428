using Quern.Connectors.Redis;
using Quern.Testing.Kits;
using Quern.Testing.Tests.Scenarios;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Three servers that are one cluster.</summary>
public sealed class RedisCluster : IDisposable
{
    private readonly RedisServer[] _servers = [.. Enumerable.Range(0, 3).Select(_ => RedisServer.With("--cluster-enabled", "yes"))];

    public RedisCluster()
    {
        if (RedisServer.Missing is null) RedisServer.Join(_servers);
    }

    /// <summary>Settings that name any of them: the others are found.</summary>
    public RedisSettings NewSettings() => _servers[Random.Shared.Next(_servers.Length)].NewSettings();

    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }
}

/// <summary>Online state in a cluster: a project's keys lie on one of its servers, whichever is named.</summary>
public sealed class RedisClusterTests(RedisCluster cluster) : IClassFixture<RedisCluster>
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    public static TheoryData<string> Scenarios => [.. ScenarioFiles.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Store_DoesWhatThePortPromises(string name) => new OnlineStoreKit(() => new RedisStorePlace(cluster.NewSettings())).Run(name);

    [Theory, MemberData(nameof(Scenarios))]
    public void Scenario_Holds(string name) =>
        new ScenarioRun(ScenarioFiles.Read(name), () => RedisOnlineStore.Open(cluster.NewSettings(), "spec", TimeProvider.System)).Differences().ShouldBeEmpty();
}
