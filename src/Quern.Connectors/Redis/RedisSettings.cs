using System.Text.Json;
using System.Text.RegularExpressions;
using Quern.Connectors.Feeds;
using Quern.Time;

namespace Quern.Connectors.Redis;

/// <summary>Where online state is kept in Redis, and how it is reached.</summary>
public sealed partial record RedisSettings
{
    /// <summary>The kind of store that these settings are of, as settings name it.</summary>
    public const string Name = "redis";

    private const int UsualPort = 6379;

    /// <summary>Gets where these settings stand, such as <c>online.redis</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the server's host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Gets the server's port.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>Gets what all keys begin with; empty for the project's name.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the number of the database in the server.</summary>
    public int Database { get; init; }

    /// <summary>
    /// Gets the password, or what stands for it, <c>env:NAME</c> or <c>file:PATH</c>, which is looked up when somebody connects: a command that does not needs no secret. Null for none. Never to be printed.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>Gets whether the connection is secure.</summary>
    public bool IsTls { get; init; }

    /// <summary>Gets how long an answer may take. Default: 1 second.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long making the connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the server as people write it.</summary>
    public string Address => $"{Host}:{Port}";

    /// <summary>Reads settings.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static RedisSettings Read(JsonElement json, string path, List<Finding> findings)
    {
        var asked = new SettingsObject(json, path, findings);
        var server = asked.Text("server", "127.0.0.1:6379");
        var settings = new RedisSettings
        {
            Path = path,
            Host = HostOf(server),
            Port = PortOf(server) ?? UsualPort,
            Prefix = asked.Optional("prefix") ?? "",
            Database = asked.Whole("database", usual: 0, most: 65535),
            Password = asked.Optional("password"),
            IsTls = asked.Flag("tls"),
            Timeout = TimeoutOf(asked, findings),
        };
        asked.End();
        if (server.Length > 0 && (!Server().IsMatch(server) || settings.Port is < 1 or > 65535))
            findings.Add(FeedFindings.Setting(asked.PathOf("server"), "is not a host, or a host with a port", "Write \"127.0.0.1:6379\", or \"[::1]:6379\"."));
        return settings;
    }

    /// <summary>The settings without the password.</summary>
    public override string ToString() => $"{Name} {Address}/{Database} {Prefix}";

    private static string HostOf(string server) => PortOf(server) is null ? server.Trim('[', ']') : server[..server.LastIndexOf(':')].Trim('[', ']');

    private static int? PortOf(string server)
    {
        var colon = server.LastIndexOf(':');
        // An address of version 6 has colons of its own, and stands in brackets where a port follows.
        return colon < 0 || (server.IndexOf(':', StringComparison.Ordinal) != colon && !server.Contains("]:", StringComparison.Ordinal)) || !int.TryParse(server[(colon + 1)..], out var port) ? null : port;
    }

    private static TimeSpan TimeoutOf(SettingsObject asked, List<Finding> findings)
    {
        if (asked.Optional("timeout") is not { } text) return TimeSpan.FromSeconds(1);
        if (Duration.TryParse(text, out var timeout) && timeout.Microseconds is >= 1_000_000 and <= 600_000_000) return TimeSpan.FromMicroseconds(timeout.Microseconds);
        findings.Add(FeedFindings.Setting(asked.PathOf("timeout"), "is not a length of time from 1s to 10m", "Write \"2s\"."));
        return TimeSpan.FromSeconds(1);
    }

    [GeneratedRegex(@"^([^\s:\[\]]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$")]
    private static partial Regex Server();
}
