using Quern.Connectors.Redis;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Three servers that are one cluster.</summary>
public sealed class RedisCluster : IDisposable
{
    private readonly List<RedisServer> _servers = [];

    public RedisCluster()
    {
        if (RedisServer.Missing is not null) return;
        try
        {
            while (_servers.Count < 3) _servers.Add(RedisServer.With("--cluster-enabled", "yes"));
            RedisServer.Join(_servers);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Settings that name any of them: the others are found.</summary>
    public RedisSettings NewSettings()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        return _servers[Random.Shared.Next(_servers.Count)].NewSettings();
    }

    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }
}
