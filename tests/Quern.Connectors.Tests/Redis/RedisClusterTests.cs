using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Online state in a cluster: a project's keys lie on one of its servers, whichever is named.</summary>
public sealed class RedisClusterTests(RedisCluster cluster) : IClassFixture<RedisCluster>
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Store_DoesWhatThePortPromises(string name) => new OnlineStoreKit(() => new RedisStorePlace(cluster.NewSettings())).Run(name);
}
