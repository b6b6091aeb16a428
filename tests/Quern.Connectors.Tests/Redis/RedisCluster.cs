using Quern.Connectors.Redis;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Three servers that are one cluster.</summary>
public sealed class RedisCluster : IDisposable
{
    private readonly RedisServer[] _servers = [.. Enumerable.Range(0, 3).Select(_ => RedisServer.With("--cluster-enabled", "yes"))];

    public RedisCluster()
    {
        if (RedisServer.Missing is null) RedisServer.Join(_servers);
    }

    /// <summary>Settings that name any of them: the others are found.</summary>
    public RedisSettings NewSettings() => _servers[Random.Shared.Next(_servers.Length)].NewSettings();

    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }
}
