using Quern.Connectors.Redis;
using Quern.Testing.Tests.Scenarios;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Every file of spec/scenarios holds with online state in Redis.</summary>
[Collection(RedisTests.Name)]
public sealed class RedisScenarioTests(RedisServer server)
{
    public static TheoryData<string> Names => [.. ScenarioFiles.Names];

    [Theory, MemberData(nameof(Names))]
    public void Scenario_Holds(string name) =>
        new ScenarioRun(ScenarioFiles.Read(name), () => RedisOnlineStore.Open(server.NewSettings(), "spec", TimeProvider.System)).Differences().ShouldBeEmpty();
}
