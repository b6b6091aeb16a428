using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Tests.S3;
using Quern.Engine.Online;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds when its events were pushed into streams and their history lies in object storage, with online state in memory and in Redis, where that is installed.</summary>
public sealed class HistoryScenarioTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public void Scenarios_Hold_WithHistoryInObjectStorage() => Differences(open: null).ShouldBeEmpty();

    [Fact]
    public void Scenarios_Hold_WithHistoryInObjectStorage_AndStateInRedis()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        Differences(() => RedisOnlineStore.Open(redis.NewSettings(), "spec", TimeProvider.System)).ShouldBeEmpty();
    }

    private static string[] Differences(Func<IOnlineStore>? open)
    {
        using var place = new S3Place();
        return [.. ScenarioFiles.Names.SelectMany(name => ScenarioRun.InObjectStorage(ScenarioFiles.Read(name), place, open).Select(difference => $"{name}: {difference}"))];
    }
}
