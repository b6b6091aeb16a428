using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Redis;

[Collection(RedisTests.Name)]
public sealed class RedisOnlineStoreTests(RedisServer server)
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Store_DoesWhatThePortPromises(string name)
    {
        var settings = server.NewSettings();
        new OnlineStoreKit(() => new RedisStorePlace(settings with { Prefix = settings.Prefix + Guid.NewGuid().ToString("n") })).Run(name);
    }
}
