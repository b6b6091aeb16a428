using Npgsql;

namespace Quern.Connectors.Postgres.Registry;

/// <summary>
/// The tables that a registry is in, in the schema that the connection's search path begins with. What has been done to them is written down in <c>quern_registry_versions</c>; whoever writes first does
/// what is missing, one at a time.
/// </summary>
internal static class RegistryTables
{
    // Any number that nobody else uses: it is what those who change the tables at once wait for.
    private const long Key = 0x517565726E_52;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE quern_objects (hash text PRIMARY KEY, content bytea NOT NULL);
        CREATE TABLE quern_commits (
          project text NOT NULL, number integer NOT NULL CHECK (number > 0), author text NOT NULL, committed_at timestamptz NOT NULL, message text NOT NULL, document text NOT NULL,
          PRIMARY KEY (project, number))
        """,
        """
        CREATE TABLE quern_plans (
          project text NOT NULL, number integer NOT NULL CHECK (number > 0), author text NOT NULL, opened_at timestamptz NOT NULL, message text NOT NULL, document text NOT NULL,
          PRIMARY KEY (project, number));
        CREATE TABLE quern_plan_ends (
          project text NOT NULL, number integer NOT NULL, author text NOT NULL, ended_at timestamptz NOT NULL, commit_number integer, document text NOT NULL,
          PRIMARY KEY (project, number), FOREIGN KEY (project, number) REFERENCES quern_plans)
        """,
    ];

    /// <summary>Gets what this program knows of: the number of the last change.</summary>
    public static int Known => Migrations.Length;

    /// <summary>What the tables are at: 0 while there are none.</summary>
    public static int Version(NpgsqlConnection connection)
    {
        using var exists = new NpgsqlCommand("SELECT to_regclass('quern_registry_versions') IS NOT NULL", connection);
        if (exists.ExecuteScalar() is not true) return 0;
        using var version = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM quern_registry_versions", connection);
        return (int)version.ExecuteScalar()!;
    }

    /// <summary>Makes the tables what this program writes to.</summary>
    /// <exception cref="QuernException">They are newer than it.</exception>
    public static void BringUp(NpgsqlConnection connection)
    {
        if (Checked(Version(connection)) == Known) return;
        using var transaction = connection.BeginTransaction();
        using (var alone = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Key})", connection)) alone.ExecuteScalar();
        using (var begin = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS quern_registry_versions (version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())", connection)) begin.ExecuteNonQuery();
        // Somebody may have been first.
        for (var version = Checked(Version(connection)); version < Known; version++)
        {
            using var change = new NpgsqlCommand($"{Migrations[version]}; INSERT INTO quern_registry_versions (version) VALUES ({version + 1})", connection);
            change.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Refuses tables that are newer than this program.</summary>
    public static int Checked(int version) => version <= Known ? version : throw new QuernException(RegistryStoreFindings.Newer(version, Known));
}
