using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>Reads what a project's settings say of databases: <c>"connections": { "warehouse": { "postgres": "env:WAREHOUSE_URL" } }</c>.</summary>
public static class ConnectionSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "connections";

    /// <summary>Reads them.</summary>
    /// <param name="connections">The member's value.</param>
    /// <param name="findings">Gets everything that is wrong. What is read is of use only while nothing is.</param>
    /// <returns>The databases, by the names that sources call them.</returns>
    public static IReadOnlyDictionary<string, PostgresConnection> Read(JsonElement connections, List<Finding> findings)
    {
        var all = new SettingsObject(connections, Name, findings);
        return all.Members.ToDictionary(member => member.Name, member => PostgresConnection.Read(member.Value, all.PathOf(member.Name), findings), StringComparer.Ordinal);
    }
}
