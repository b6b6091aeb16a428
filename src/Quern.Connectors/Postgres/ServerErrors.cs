using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Quern.Connectors.Postgres;

/// <summary>Puts into words what the driver throws while something is read or written for somebody who waits.</summary>
/// <param name="what">What it is about, such as <c>source 'orders'</c>.</param>
/// <param name="server">The server; takes the password out of texts.</param>
internal sealed class ServerErrors(string what, PostgresServer server)
{
    /// <summary>What an exception of the driver means; null when it is not the driver's.</summary>
    public Finding? Explain(Exception exception) => exception switch
    {
        PostgresException e => Explain(e),
        NpgsqlException when IsTls(exception) => ServerFindings.Tls(what, server.Name, Say(exception)),
        NpgsqlException or SocketException or IOException or TimeoutException => ServerFindings.Unreachable(what, server.Name, Say(exception)),
        _ => null,
    };

    /// <summary>Does something, and turns what the driver throws into findings.</summary>
    /// <exception cref="QuernException">It failed.</exception>
    public T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not (QuernException or OperationCanceledException) && Explain(e) is { } finding)
        {
            throw new QuernException([finding], e);
        }
    }

    /// <summary>What the server says, without what is secret.</summary>
    public string Say(Exception e) => server.Hide(e switch
    {
        PostgresException known => $"{known.SqlState}: {known.MessageText}{(known.Hint is { } hint ? $" {hint}" : "")}",
        { InnerException: { } inner } => $"{e.Message} {inner.Message}",
        _ => e.Message,
    });

    /// <summary>Whether a failure is of the way to the server: what was asked may be asked again.</summary>
    public static bool IsOfTheWay(Exception e) => e is PostgresException known ? IsShutdown(known.SqlState) : e is NpgsqlException or SocketException or IOException or TimeoutException;

    private Finding Explain(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName => ServerFindings.NotLetIn(what, server.Name, Say(e)),
        PostgresErrorCodes.InsufficientPrivilege => ServerFindings.NotAllowed(what, server.User, Say(e), $"GRANT USAGE ON SCHEMA and SELECT ON the tables that it reads to {server.User}."),
        PostgresErrorCodes.ReadOnlySqlTransaction => ServerFindings.NotAllowed(what, server.User, Say(e), "Name a server that takes writes, not a standby."),
        PostgresErrorCodes.TooManyConnections => ServerFindings.Full(what, server.Name, Say(e)),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.SerializationFailure => ServerFindings.Ended(what, Say(e)),
        var state when IsShutdown(state) => ServerFindings.Unreachable(what, server.Name, Say(e)),
        _ => ServerFindings.Failed(what, Say(e)),
    };

    private static bool IsShutdown(string state) => state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal);

    // The driver has no code for it.
    private static bool IsTls(Exception e) => e.InnerException is AuthenticationException || e.Message.Contains("SSL", StringComparison.Ordinal);
}
