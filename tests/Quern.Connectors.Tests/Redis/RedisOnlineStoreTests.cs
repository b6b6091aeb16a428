using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Redis;

[Collection(RedisTests.Name)]
public sealed class RedisOnlineStoreTests(RedisServer server)
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Store_DoesWhatThePortPromises(string name) => new OnlineStoreKit(() => new RedisStorePlace(server.NewSettings())).Run(name);
}
