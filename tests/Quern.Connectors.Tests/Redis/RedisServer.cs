using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Quern.Connectors.Redis;
using StackExchange.Redis;

namespace Quern.Connectors.Tests.Redis;

/// <summary>A Redis server of its own, on a free port of this machine, with its data in a temporary folder.</summary>
public sealed class RedisServer : IDisposable
{
    // Where the servers of a cluster talk to each other.
    private const int BusOffset = 10_000;
    private static readonly string? Program = Find();
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    public RedisServer()
        : this([])
    {
    }

    private RedisServer(string[] settings)
    {
        (_settings, Port) = (settings, FreePort.Find(settings.Contains("--cluster-enabled") ? BusOffset : 0));
        if (Missing is null) Start();
    }

    /// <summary>A server with settings of its own.</summary>
    public static RedisServer With(params string[] settings) => new(settings);

    /// <summary>Gets why there is no server; null when there is one.</summary>
    public static string? Missing => Program is null ? "Redis is not installed: eng/setup.sh redis brings it" : null;

    public int Port { get; }

    public int ProcessId => _process!.Id;

    /// <summary>Makes a cluster of servers that were started for one.</summary>
    public static void Join(IReadOnlyList<RedisServer> servers)
    {
        var client = Path.Combine(Path.GetDirectoryName(Program)!, Path.GetFileName(Program)!.Replace("server", "cli", StringComparison.Ordinal));
        using var joining = Process.Start(new ProcessStartInfo(client, ["--cluster", "create", .. servers.Select(server => $"127.0.0.1:{server.Port}"), "--cluster-yes"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = joining.StandardOutput.ReadToEnd() + joining.StandardError.ReadToEnd();
        joining.WaitForExit();
        joining.ExitCode.ShouldBe(0, said);
        foreach (var server in servers) Eventually.So(() => server.Ask("CLUSTER", "INFO").ToString()!.Contains("cluster_state:ok", StringComparison.Ordinal), () => said);
    }

    /// <summary>Settings of a store that nobody has used.</summary>
    public RedisSettings NewSettings(string? password = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return new() { Path = "online.redis", Host = "127.0.0.1", Port = Port, Prefix = $"t{Guid.NewGuid():n}", Password = password, Timeout = TimeSpan.FromSeconds(5), ConnectTimeout = TimeSpan.FromSeconds(5) };
    }

    public void Start()
    {
        // What is written is there after a crash, as the guide tells people to set it.
        string[] arguments = ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--logfile", Path.Combine(_folder, "log"), .. _settings];
        _process = Process.Start(Program!, arguments);
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (Answers()) return;
            Thread.Sleep(20);
        }

        Kill();
        throw new InvalidOperationException(File.ReadAllText(Path.Combine(_folder, "log")));
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Asks it as its own client would.</summary>
    public RedisResult Ask(string command, params object[] arguments)
    {
        using var connection = ConnectionMultiplexer.Connect($"127.0.0.1:{Port},allowAdmin=true,tiebreaker=");
        return connection.GetDatabase().Execute(command, arguments);
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") }).FirstOrDefault(File.Exists);

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            client.GetStream().Write("PING\r\n"u8);
            // "+PONG", or an error that asks for a password; not "-LOADING".
            var answer = new byte[64];
            var length = client.GetStream().Read(answer);
            return length > 0 && !answer.AsSpan(0, length).StartsWith("-LOADING"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}

/// <summary>The server that the tests of Redis share.</summary>
[CollectionDefinition(Name)]
public sealed class RedisTests : ICollectionFixture<RedisServer>
{
    public const string Name = "redis";
}
