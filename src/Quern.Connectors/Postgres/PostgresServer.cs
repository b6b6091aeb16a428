using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Npgsql;
using Npgsql.Replication;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>A server's database as settings name it: makes connections, and keeps the password to itself.</summary>
internal sealed class PostgresServer
{
    // Texts of values must not depend on who asks.
    private const string Forms = "-c datestyle=ISO -c timezone=UTC -c intervalstyle=postgres -c extra_float_digits=1";
    private const string Example = "Write \"Host=db;Port=5432;Database=shop;Username=quern;Password=…\", or \"postgresql://quern:…@db:5432/shop\".";
    private const int MostPooled = 8;
    private const int SecondsToWait = 10;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private PostgresServer(NpgsqlConnectionStringBuilder connection) => _connection = connection;

    /// <summary>Gets what people may read: host, port and database.</summary>
    public string Name => $"{_connection.Host}:{_connection.Port}/{Database}";

    public string Database => _connection.Database ?? User;

    public string User => _connection.Username ?? "";

    /// <summary>Finds the connection that settings name; null, with a finding, when there is none.</summary>
    /// <param name="written">A connection string, a URL, or what stands for one.</param>
    /// <param name="path">Where it stands, such as <c>connections.warehouse.postgres</c>.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static PostgresServer? Resolve(string written, string path, List<Finding> findings)
    {
        if (SettingsVariable.Resolve(written, path, findings) is not { } text) return null;
        try
        {
            var connection = PostgresUrl.IsUrl(text) ? PostgresUrl.Read(text) : new NpgsqlConnectionStringBuilder(text);
            if (connection.Host is { Length: > 0 }) return new(Complete(connection));
            findings.Add(FeedFindings.Setting(path, "names no host", Example));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // What the driver says of it may quote a secret.
            findings.Add(FeedFindings.Setting(path, "is no connection string", Example));
        }

        return null;
    }

    /// <summary>Opens a connection for SQL.</summary>
    public NpgsqlConnection Connect(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(_connection.ConnectionString);
        return Opened(connection, connection.OpenAsync(stop));
    }

    /// <summary>The same server for one who asks little, often and from several threads, and does not wait for long: connections come from a pool.</summary>
    public PostgresServer Pooled() => new(new(_connection.ConnectionString) { Pooling = true, MaxPoolSize = MostPooled, CommandTimeout = SecondsToWait, Timeout = Math.Min(_connection.Timeout, SecondsToWait) });

    /// <summary>Closes connections of the pool that nobody uses: the server that they were to may be gone.</summary>
    public void Forget()
    {
        using var connection = new NpgsqlConnection(_connection.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Ends what another connection of the same user does, if the server can still be asked for it.</summary>
    /// <param name="process">The connection's process on the server.</param>
    public void Cancel(int process)
    {
        try
        {
            using var connection = Connect(CancellationToken.None);
            using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection);
            command.Parameters.Add(new() { Value = process });
            command.ExecuteScalar();
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            // A server that cannot be asked does not go on for us either: our connection is gone.
        }
    }

    /// <summary>Opens a connection for replication.</summary>
    public LogicalReplicationConnection Replicate(CancellationToken stop)
    {
        var connection = new LogicalReplicationConnection(_connection.ConnectionString);
        return Opened(connection, connection.Open(stop));
    }

    /// <summary>Takes the password out of a text.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Hide(string? text) => _connection.Password is { Length: > 0 } password ? text?.Replace(password, "***", StringComparison.Ordinal) : text;

    private static T Opened<T>(T connection, Task opening)
        where T : IAsyncDisposable
    {
        try
        {
            opening.GetAwaiter().GetResult();
            return connection;
        }
        catch
        {
            connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder connection)
    {
        connection.Options = $"{connection.Options} {Forms}".TrimStart();
        connection.ApplicationName ??= "quern";
        // A connection is for one reader; and to make a slot waits for transactions of others, which may take any time.
        (connection.Pooling, connection.CommandTimeout) = (false, 0);
        return connection;
    }
}
