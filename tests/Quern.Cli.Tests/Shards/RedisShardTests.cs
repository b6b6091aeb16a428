using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests.Redis;

namespace Quern.Cli.Tests.Shards;

/// <summary>A shard whose state is in Redis, so that it is answered from other machines.</summary>
public sealed class RedisShardTests(ProjectTemplates templates, RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public void Shard_InRedis_IsFollowedBesideTheLog_AndReadElsewhere()
    {
        using var till = new ShardedTill(templates.Till());
        till.Project.Write("quern.json", till.Settings.Replace("\"services\"", $$"""
            "online": { "redis": { "server": "127.0.0.1:{{redis.Port}}" } }, "services"
            """.Trim(), StringComparison.Ordinal));
        // Another machine has the settings and the registry, and neither the log nor the sources.
        using var elsewhere = TestProject.CopyOf(till.Project.Folder);
        elsewhere.Quern("serve", "--shard", ShardedTill.Shard).Failed().ShouldContain("error QRN6426: ");
        using var client = new HttpClient();
        using var all = till.StartDefault();
        using var shard = till.StartShard();
        using var other = ServedProject.Start(elsewhere, "--shard", ShardedTill.Shard, "--read-only");
        var batches = Enumerable.Range(0, 3).Select(number => new SaleBatch(0, number)).ToArray();
        foreach (var batch in batches) batch.Push(client, till.DefaultUrl).ShouldBe(System.Net.HttpStatusCode.OK);
        var own = batches.SelectMany(batch => batch.Sales).Count(sale => sale.Customer == "c1");
        ShardedTill.Follows(client, till.ShardUrl, "c1", own);
        ShardedTill.Follows(client, other.Url, "c1", own);
        till.Project.Quern("doctor").Output.ShouldContain($"store of {ShardedTill.Shard}");
        // The log of another machine must not feed the same state.
        using (ServedProject.Start(elsewhere))
            elsewhere.Quern("serve", "--url", "http://127.0.0.1:0", "--shard", ShardedTill.Shard).Failed().ShouldContain("QRN6415");
    }
}
