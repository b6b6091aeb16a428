using System.Text.Json;
using Npgsql;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>How the server would go about a query, by <c>EXPLAIN</c>: it reads nothing but statistics.</summary>
/// <param name="Rows">About how many rows there will be.</param>
/// <param name="Cost">What it takes, in the server's own units.</param>
/// <param name="IsWholeTable">Whether it reads one table from its beginning to its end, and nothing else.</param>
/// <param name="Tables">The tables that it reads.</param>
internal sealed record ServerPlan(long Rows, double Cost, bool IsWholeTable, IReadOnlyList<(string Schema, string Name)> Tables)
{
    /// <summary>Asks for it; from then on the tables are locked against being rewritten, for as long as the transaction lasts.</summary>
    public static ServerPlan Of(NpgsqlConnection connection, string query)
    {
        using var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON, VERBOSE) {query}", connection);
        using var json = JsonDocument.Parse((string)command.ExecuteScalar()!);
        var root = json.RootElement[0].GetProperty("Plan");
        var tables = new SortedSet<(string, string)>();
        Collect(root, tables);
        return new((long)root.GetProperty("Plan Rows").GetDouble(), root.GetProperty("Total Cost").GetDouble(), IsScan(root), [.. tables]);
    }

    private static bool IsScan(JsonElement node) => node.GetProperty("Node Type").GetString() switch
    {
        "Seq Scan" => true,
        "Gather" => Children(node).All(IsScan),
        _ => false,
    };

    private static void Collect(JsonElement node, SortedSet<(string Schema, string Name)> tables)
    {
        if (node.TryGetProperty("Relation Name", out var name)) tables.Add((node.GetProperty("Schema").GetString()!, name.GetString()!));
        foreach (var child in Children(node)) Collect(child, tables);
    }

    private static IEnumerable<JsonElement> Children(JsonElement node) => node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
