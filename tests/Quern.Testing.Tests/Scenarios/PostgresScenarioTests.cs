using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Postgres;
using Quern.Connectors.Tests.Redis;
using Quern.Engine.Online;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds when its events lie in PostgreSQL, with online state in memory and in Redis; skipped where that is not installed.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresScenarioTests(PostgresCluster cluster, RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public void Scenarios_Hold_WithEventsInPostgres() => Differences(open: null).ShouldBeEmpty();

    [Fact]
    public void Scenarios_Hold_WithEventsInPostgres_AndStateInRedis()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        Differences(() => RedisOnlineStore.Open(redis.NewSettings(), "spec", TimeProvider.System)).ShouldBeEmpty();
    }

    private string[] Differences(Func<IOnlineStore>? open)
    {
        using var database = cluster.NewDatabase();
        return [.. ScenarioFiles.Names.SelectMany(name => ScenarioRun.InPostgres(ScenarioFiles.Read(name), database, open).Select(difference => $"{name}: {difference}"))];
    }
}
