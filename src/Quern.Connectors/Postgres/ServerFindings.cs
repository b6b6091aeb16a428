namespace Quern.Connectors.Postgres;

/// <summary>The wording of what can go wrong on the way to a server and with what is asked of it. No text of a driver goes in that may hold a secret.</summary>
internal static class ServerFindings
{
    public static Finding Unreachable(string what, string server, string reason) => new(
        "QRN6501", $"{what}: the PostgreSQL server does not answer", $"Asked: {server}. {reason}", "Check host and port of the connection, that the server runs, and that nothing between refuses.");

    public static Finding NotLetIn(string what, string server, string reason) => new(
        "QRN6502", $"{what}: the PostgreSQL server does not let us in", $"Asked: {server}. {reason}", "Check user, password and database of the connection, and the server's pg_hba.conf; where it admits TLS alone ('no encryption'), write sslmode=require.");

    public static Finding Tls(string what, string server, string reason) => new(
        "QRN6503", $"{what}: the PostgreSQL server and the connection do not agree on TLS", $"Asked: {server}. {reason}",
        "If the server has no TLS, write sslmode=disable or prefer; if it asks for it, sslmode=require; with verify-full it must have a certificate for its name, from an authority that sslrootcert has.");

    public static Finding NotAllowed(string what, string user, string reason, string hint) => new("QRN6504", $"{what}: user '{user}' may not do what this needs", reason, hint);

    public static Finding Full(string what, string server, string reason) => new(
        "QRN6501", $"{what}: the PostgreSQL server takes no more connections", $"Asked: {server}. {reason}", "Raise max_connections, end what nobody needs, or go through a pool.");

    public static Finding Ended(string what, string reason) => new(
        "QRN6510", $"{what}: the PostgreSQL server ended it in the middle", reason, "Run it again: nothing half done is kept. A statement_timeout, or on a standby max_standby_streaming_delay, may be too short for it.");

    public static Finding Failed(string what, string reason) => new("QRN6511", $"{what}: the PostgreSQL server refused it", reason, "The server's log may say more.");
}
