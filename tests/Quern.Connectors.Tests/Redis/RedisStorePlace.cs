using Quern.Connectors.Redis;
using Quern.Engine.Online;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Redis;

/// <summary>A store under a prefix of its own.</summary>
internal sealed class RedisStorePlace(RedisSettings settings) : IOnlineStorePlace
{
    public bool Survives => true;

    public IOnlineStore Open() => RedisOnlineStore.Open(settings, "kit", TimeProvider.System);

    public void Dispose()
    {
    }
}
