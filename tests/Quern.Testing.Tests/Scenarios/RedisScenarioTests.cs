using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Redis;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds with online state in Redis, on one server and in a cluster.</summary>
public sealed class RedisScenarioTests(RedisServer server, RedisCluster cluster) : IClassFixture<RedisServer>, IClassFixture<RedisCluster>
{
    public static TheoryData<string> Names => [.. ScenarioFiles.Names];

    [Theory, MemberData(nameof(Names))]
    public void Scenario_Holds_OnOneServer(string name) => Differences(name, () => server.NewSettings()).ShouldBeEmpty();

    [Theory, MemberData(nameof(Names))]
    public void Scenario_Holds_InACluster(string name) => Differences(name, cluster.NewSettings).ShouldBeEmpty();

    private static List<string> Differences(string name, Func<RedisSettings> settings) =>
        new ScenarioRun(ScenarioFiles.Read(name), () => RedisOnlineStore.Open(settings(), "spec", TimeProvider.System)).Differences();
}
