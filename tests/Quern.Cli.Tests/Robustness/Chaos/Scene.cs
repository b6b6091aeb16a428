using System.Diagnostics;
using System.Globalization;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Postgres;
using Quern.Connectors.Tests.Redis;
using StackExchange.Redis;

namespace Quern.Cli.Tests.Robustness.Chaos;

/// <summary>A till that is served by two servers: state in a Redis with a replica, registry in PostgreSQL, the log of events on a disk of its own.</summary>
internal sealed class Scene : IDisposable
{
    private readonly TestProject _taking;
    private readonly TestProject _reading;
    private readonly PostgresCluster _cluster = new();
    private readonly TestDatabase _database;
    private readonly RedisServer _one = new();
    private readonly RedisServer _other = new();
    private readonly Relay _network;
    private readonly SmallDisk? _disk;
    private readonly ServedProject _reader;
    private volatile ServedProject _server;
    private bool _isOther;
    private int _stops;

    public Scene(ProjectTemplates templates)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        _taking = templates.Till();
        _network = new(_one.Port);
        _database = _cluster.NewDatabase();
        _taking.Write("quern.json", string.Create(CultureInfo.InvariantCulture, $$"""{ "project": "till", "online": { "redis": { "server": "127.0.0.1:{{_network.Port}}" } }, "registry": { "postgres": "{{_database.Connection}}" } }"""));
        _taking.Quern("registry", "copy").Succeeded();
        _disk = SmallDisk.TryMake(_taking.PathOf(".quern/streams"), "512m");
        Follow(_other, _one);
        _reading = TestProject.CopyOf(_taking.Folder);
        _server = ServedProject.Start(_taking);
        _reader = ServedProject.Start(_reading, "--read-only");
    }

    /// <summary>The server that takes events.</summary>
    public string Taking => _server.Url;

    public string Reading => _reader.Url;

    /// <summary>Grows when a server is stopped, and when it goes on.</summary>
    public int Stops => Volatile.Read(ref _stops);

    public IEnumerable<Disruption> Disruptions =>
    [
        new("Redis is killed", () => Primary.Kill(), () => Primary.Start()),
        new("Redis hangs", _network.Hang, _network.Flow),
        new("Redis is cut off", _network.Cut, _network.Mend),
        new("a replica takes over", FailOver, () => { }),
        new("the registry's PostgreSQL is killed", _cluster.Kill, _cluster.Start),
        new("the server is killed", _server.Kill, () => Replace(ServedProject.Start(_taking))),
        new("the server is stopped", () => Signal("STOP"), () => Signal("CONT")),
        .. _disk is null ? Array.Empty<Disruption>() : [new("the disk of the log is full", FillDisk, () => File.Delete(Filler))],
    ];

    private RedisServer Primary => _isOther ? _other : _one;

    private string Filler => _taking.PathOf(".quern/streams/filler");

    /// <summary>What a command of the project prints.</summary>
    public string Quern(params string[] arguments) => _taking.Quern(arguments).Succeeded();

    public void Dispose()
    {
        _server.Dispose();
        _reader.Dispose();
        _disk?.Dispose();
        _reading.Dispose();
        _taking.Dispose();
        _network.Dispose();
        _one.Dispose();
        _other.Dispose();
        _database.Dispose();
        _cluster.Dispose();
    }

    private static void Follow(RedisServer replica, RedisServer primary)
    {
        replica.Ask("REPLICAOF", "127.0.0.1", primary.Port);
        Eventually.So(() => IsFollowing(replica), () => "the replica does not follow");
    }

    private static bool IsFollowing(RedisServer replica)
    {
        try
        {
            return replica.Ask("INFO", "replication").ToString()!.Contains("master_link_status:up", StringComparison.Ordinal);
        }
        catch (RedisConnectionException)
        {
            // It takes over what the other has, and answers nothing else.
            return false;
        }
    }

    // What was written last may not have come to it.
    private void FailOver()
    {
        var (old, next) = (Primary, _isOther ? _one : _other);
        next.Ask("REPLICAOF", "NO", "ONE");
        _network.LeadTo(next.Port);
        _isOther = !_isOther;
        Follow(old, next);
    }

    private void Replace(ServedProject server)
    {
        var old = _server;
        _server = server;
        old.Dispose();
    }

    private void Signal(string name)
    {
        Interlocked.Increment(ref _stops);
        using var kill = Process.Start("kill", [$"-{name}", _server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void FillDisk()
    {
        using var file = File.OpenWrite(Filler);
        var block = new byte[1 << 16];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
