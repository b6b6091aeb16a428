using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>A PostgreSQL database as a project's settings name it. What it takes to get in is looked up when somebody goes there, and is never printed.</summary>
public sealed class PostgresConnection
{
    /// <summary>The member that says that a database is PostgreSQL: <c>{ "postgres": "env:WAREHOUSE_URL" }</c>.</summary>
    public const string KindName = "postgres";

    private readonly string _written;
    private readonly string _path;

    /// <summary>A connection.</summary>
    /// <param name="written">A connection string, a URL, or <c>env:NAME</c> or <c>file:PATH</c> for where one is.</param>
    /// <param name="path">Where it stands in the settings, such as <c>connections.warehouse.postgres</c>.</param>
    public PostgresConnection(string written, string path) => (_written, _path) = (written, path);

    /// <summary>Reads an object with one member, <c>postgres</c>.</summary>
    /// <param name="json">The object, or what is there instead.</param>
    /// <param name="path">Where it stands, such as <c>registry</c>.</param>
    /// <param name="findings">Gets everything that is wrong. What is read is of use only while nothing is.</param>
    public static PostgresConnection Read(JsonElement json, string path, List<Finding> findings)
    {
        var settings = new SettingsObject(json, path, findings);
        var written = settings.Text(KindName, "env:WAREHOUSE_URL");
        settings.End();
        return new(written, settings.PathOf(KindName));
    }

    /// <summary>Finds out whether settings and environment say where the database is; nothing is asked of it.</summary>
    /// <returns>Everything that is wrong.</returns>
    public IReadOnlyList<Finding> Check()
    {
        var findings = new List<Finding>();
        PostgresServer.Resolve(_written, _path, findings);
        return findings;
    }

    /// <exception cref="QuernException">The environment or the file does not have it, or it is no connection.</exception>
    internal PostgresServer Resolve()
    {
        var findings = new List<Finding>();
        return PostgresServer.Resolve(_written, _path, findings) ?? throw new QuernException(findings);
    }
}
