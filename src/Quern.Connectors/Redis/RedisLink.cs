using Quern.Connectors.Feeds;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>A connection to a server, shared by all threads, that comes back by itself after it was lost. What goes wrong is told in words of ours.</summary>
internal sealed class RedisLink : IDisposable
{
    // Readers wait on threads of the pool: where all wait, nobody else is served until the pool has made more, one or two a second.
    private const int Waiting = 256;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly string? _password;

    private RedisLink(RedisSettings settings, string? password, ConnectionMultiplexer connection)
    {
        (Settings, _password, _connection) = (settings, password, connection);
        _database = connection.GetDatabase();
    }

    public RedisSettings Settings { get; }

    /// <exception cref="QuernException">It cannot be reached, does not let us in, or its password is not where the settings say.</exception>
    public static RedisLink Open(RedisSettings settings)
    {
        var password = PasswordOf(settings);
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = true,
            // INFO is one of the commands that are kept for administrators otherwise.
            AllowAdmin = true,
            ClientName = "quern",
            // Whoever asks while there is no connection is told at once.
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectRetry = 1,
            ConnectTimeout = (int)settings.ConnectTimeout.TotalMilliseconds,
            DefaultDatabase = settings.Database,
            KeepAlive = 15,
            Password = password,
            // It looks every second whether to try.
            ReconnectRetryPolicy = new LinearRetry(500),
            Ssl = settings.IsTls,
            SslHost = settings.IsTls ? settings.Host : null,
            // There is one server, so none to choose.
            TieBreaker = "",
            SyncTimeout = (int)settings.Timeout.TotalMilliseconds,
        };
        options.EndPoints.Add(settings.Host, settings.Port);
        // Whoever waits holds a thread of the pool, so what brings the reply must not need one.
        ConnectionMultiplexer.SetFeatureFlag("DedicatedThreads", true);
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Waiting), Math.Max(completions, Waiting));
        using var told = new StringWriter();
        try
        {
            return new(settings, password, ConnectionMultiplexer.Connect(options, told));
        }
        catch (RedisConnectionException cause)
        {
            throw RedisErrors.OfConnecting(settings, told.ToString(), cause);
        }
    }

    /// <summary>Connections to the same server on which many keys are read at once; whoever asked for them closes them.</summary>
    public ReadConnections NewReadConnections() => new(Settings, _password);

    /// <summary>Asks the server for something and waits for the answer.</summary>
    /// <exception cref="QuernException">It cannot be reached, takes too long, or refuses.</exception>
    public T Ask<T>(Func<IDatabase, T> question)
    {
        try
        {
            return question(_database);
        }
        catch (Exception cause) when (RedisErrors.Of(Settings, cause) is { } known)
        {
            throw known;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static string? PasswordOf(RedisSettings settings)
    {
        if (settings.Password is null) return null;
        var findings = new List<Finding>();
        return SettingsVariable.Resolve(settings.Password, $"{settings.Path}.password", findings) ?? throw new QuernException(findings);
    }
}
