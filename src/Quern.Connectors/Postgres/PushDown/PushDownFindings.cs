namespace Quern.Connectors.Postgres.PushDown;

/// <summary>What stands in the way of views being computed by PostgreSQL where that was asked for.</summary>
internal static class PushDownFindings
{
    public static Finding NoTable(PostgresServer server, bool isStandby) => new(
        "QRN5157",
        $"'{server.Name}' cannot take the rows that a training set is made for: {(isStandby ? "it is a standby" : $"user '{server.User}' may make no temporary tables")}",
        "The rows go into a temporary table, so that views can be computed beside their events.",
        isStandby ? "Name the primary server in the connection, or leave --engine postgres away." : $"GRANT TEMPORARY ON DATABASE {PostgresCatalog.Quote(server.Database)} TO {PostgresCatalog.Quote(server.User)}; or leave --engine postgres away.");
}
