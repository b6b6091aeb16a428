using System.Net.Sockets;
using Npgsql;

namespace Quern.Connectors.Postgres;

/// <summary>Puts what the driver throws into words.</summary>
internal sealed class PostgresErrors(PostgresSettings settings, PostgresServer server)
{
    /// <summary>What an exception of the driver means; null when it is not the driver's.</summary>
    public Finding? Explain(Exception exception) => exception switch
    {
        PostgresException e => Explain(e),
        NpgsqlException or SocketException or IOException or TimeoutException => PostgresFindings.Unreachable(settings.FullName, server.Name, Say(exception)),
        _ => null,
    };

    private Finding Explain(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName =>
            PostgresFindings.NotLetIn(settings.FullName, server.Name, Say(e)),
        PostgresErrorCodes.InsufficientPrivilege => PostgresFindings.NotAllowed(settings.FullName, server.User, Say(e)),
        PostgresErrorCodes.ObjectInUse => PostgresFindings.SlotInUse(settings.Slot, Say(e)),
        PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.TooManyConnections => PostgresFindings.Full(server.Name, Say(e)),
        PostgresErrorCodes.UndefinedObject => PostgresFindings.NoPublication(
            settings.Publication,
            settings.FullName,
            Say(e),
            "If the publication is there now, the slot is older than it and cannot be read from before it: give the feed another \"slot\"."),
        _ when e.SqlState.StartsWith("57P", StringComparison.Ordinal) || e.SqlState.StartsWith("08", StringComparison.Ordinal) => PostgresFindings.Unreachable(settings.FullName, server.Name, Say(e)),
        _ => PostgresFindings.Failed(settings.FullName, Say(e)),
    };

    private string Say(Exception e) => server.Hide(e is PostgresException known ? $"{known.SqlState}: {known.MessageText}" : e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
}
