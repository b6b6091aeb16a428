using NpgsqlTypes;

namespace Quern.Connectors.Postgres;

/// <summary>The wording of what can go wrong with a table's changes. No text of a driver goes in that may hold a secret.</summary>
internal static class PostgresFindings
{
    private const string Again = "It is tried again by itself, and reading goes on where it stopped.";

    public static Finding Unreachable(string table, string server, string reason) => new(
        "QRN6120", $"the server of table '{table}' does not answer", $"Asked: {server}. {reason}", $"{Again} If it stays so: are host, port and SSL of the connection right?");

    public static Finding NotLetIn(string table, string server, string reason) => new(
        "QRN6121", $"the server does not let us in to read table '{table}'", $"Asked: {server}. {reason}", "Check user, password and database of the connection, and the server's pg_hba.conf.");

    public static Finding NoTable(string table, string reason) => new("QRN6122", $"table '{table}' cannot be read", reason, "Make the table, or correct \"table\": schema, dot, name, as the database has them. It is looked for again by itself.");

    public static Finding NotLogical(string server, string level) => new(
        "QRN6123",
        $"the server does not write what logical replication needs: its wal_level is '{level}'",
        $"Asked: {server}.",
        "Set wal_level = logical in its configuration and restart it (on managed servers a parameter of its own, such as rds.logical_replication).");

    public static Finding NotAllowed(string table, string user, string reason) => new(
        "QRN6124",
        $"user '{user}' may not do what reading the changes of table '{table}' needs",
        reason,
        $"ALTER ROLE {user} REPLICATION; GRANT SELECT ON {table} TO {user}; for \"create\" the user must own the table and have CREATE on the database, or somebody else makes publication and slot.");

    public static Finding SlotGone(string slot, string table, string reason) => new(
        "QRN6125",
        $"slot '{slot}' is gone, and with it the changes of table '{table}' that were not read yet",
        $"{reason} What was lost cannot be known. Nothing is read until somebody decides.",
        "Give the feed another \"slot\": with \"snapshot\": \"initial\" it begins with the rows that are there. Rows that were deleted meanwhile stay as they were: push their deletions.");

    public static Finding SlotInUse(string slot, string reason) => new(
        "QRN6126", $"another process reads slot '{slot}'", reason, $"A slot feeds one stream of one project. End the other reader, or give this feed a \"slot\" of its own. {Again}");

    public static Finding NoPublication(string publication, string table, string reason, string hint) => new("QRN6127", $"publication '{publication}' does not publish table '{table}'", reason, hint);

    public static Finding DoesNotFit(string table, string record, string stream, IEnumerable<string> problems) => new(
        "QRN6128",
        $"table '{table}' does not fit record '{record}' of stream '{stream}'",
        string.Join(" ", problems),
        "Change the record and apply it, or the table. Reading goes on by itself where it stopped; nothing is lost meanwhile.");

    public static Finding Missing(string table, string record, IEnumerable<string> columns) => new(
        "QRN6128", $"table '{table}' does not have all columns of record '{record}'", $"Null in every event from here on: {string.Join(", ", columns)}.", Severity: Severity.Warning);

    public static Finding Truncated(string table, NpgsqlLogSequenceNumber at) => new(
        "QRN6130",
        $"table '{table}' was truncated, which the stream is not told row by row",
        $"At {at}. It is counted as a record without an event; what was known of the rows stays as it was.",
        "Push deletions of the rows if they are to end, and use DELETE instead of TRUNCATE.",
        Severity.Warning);

    public static Finding Elsewhere(string slot, string table, string reason) => new(
        "QRN6131",
        $"slot '{slot}' does not stand where the stream has table '{table}'",
        $"{reason} Changes may be missing in between. Nothing is read until somebody decides.",
        "Give the feed another \"slot\": with \"snapshot\": \"initial\" it begins with the rows that are there.");

    public static Finding SlotTaken(string slot, string table) => new(
        "QRN6132",
        $"slot '{slot}' is there already, but this stream has never read it",
        $"To begin with the rows of table '{table}' takes a new slot, and this one may be somebody else's.",
        $"If nobody needs it: SELECT pg_drop_replication_slot('{slot}'). Otherwise name another \"slot\", or say \"snapshot\": \"never\" to go on with it from where it stands.");

    public static Finding WrongSlot(string slot, string reason) => new("QRN6133", $"slot '{slot}' cannot be read", reason, "Name another \"slot\".");

    public static Finding NoIdentity(string table) => new(
        "QRN6134",
        $"table '{table}' has nothing that says which row an update or a deletion is of",
        "It has no primary key and no replica identity. In a publication, PostgreSQL would refuse updates and deletions of it to everybody.",
        $"Give it a primary key, or: ALTER TABLE {table} REPLICA IDENTITY FULL.");

    public static Finding SnapshotLost(string table, string file) => new(
        "QRN6135",
        $"the rows of table '{table}' were taken in part, and the file with the others is gone",
        $"Looked for: {file}.",
        "Put the file back, or give the feed another \"slot\": it begins anew with all rows that are there, and those that were taken come a second time.");

    public static Finding Full(string server, string reason) => new(
        "QRN6136", "the server has no room for another reader of changes", $"Asked: {server}. {reason}", $"Raise max_replication_slots or max_wal_senders, or drop slots that nobody reads. {Again}");

    public static Finding Failed(string table, string reason) => new("QRN6137", $"the changes of table '{table}' cannot be read", reason, Again);
}
