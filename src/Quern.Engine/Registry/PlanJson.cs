using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Planning;
using Quern.Planning.Snapshots;

namespace Quern.Engine.Registry;

/// <summary>A plan, and how it ended, as JSON that a person can read.</summary>
public static class PlanJson
{
    /// <summary>The bytes of a plan, the same for the same plan.</summary>
    public static byte[] Write(RegistryPlan plan) => RegistryJson.Write(new()
    {
        ["number"] = plan.Number,
        ["over"] = plan.Over,
        ["author"] = plan.Author,
        ["time"] = plan.Time.ToString(),
        ["message"] = plan.Message,
        ["object"] = plan.ObjectHash,
        ["backfillRows"] = plan.Facts.BackfillRows,
        ["notes"] = new JsonArray([.. plan.Facts.Notes.Select(note => JsonValue.Create(note))]),
        ["lineage"] = Write(plan.Facts.Lineage),
        ["snapshot"] = SnapshotJson.ToNode(plan.Snapshot),
    });

    /// <summary>The plan that <see cref="Write(RegistryPlan)"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not a plan.</exception>
    public static RegistryPlan Read(ReadOnlySpan<byte> bytes) => RegistryJson.Read(bytes, "plan", json => new RegistryPlan(
        (int)json["number"]!, (int?)json["over"], (string)json["author"]!, RegistryJson.Time(json), (string)json["message"]!, SnapshotJson.Read(json["snapshot"]!.ToJsonString()),
        (string)json["object"]!, new((long)json["backfillRows"]!, [.. json["notes"]!.AsArray().Select(note => (string)note!)], ReadLineage(json["lineage"]!.AsObject()))));

    /// <summary>The bytes of an end, the same for the same end.</summary>
    public static byte[] Write(PlanEnd end) => RegistryJson.Write(new()
    {
        ["plan"] = end.Plan,
        ["author"] = end.Author,
        ["time"] = end.Time.ToString(),
        ["commit"] = end.Commit,
    });

    /// <summary>The end that <see cref="Write(PlanEnd)"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not the end of a plan.</exception>
    public static PlanEnd ReadEnd(ReadOnlySpan<byte> bytes) =>
        RegistryJson.Read(bytes, "plan's end", json => new PlanEnd((int)json["plan"]!, (string)json["author"]!, RegistryJson.Time(json), (int?)json["commit"]));

    // Nodes by kind and name; edges by the places of their nodes, since names are long and edges many.
    private static JsonObject Write(Lineage lineage)
    {
        var places = lineage.Nodes.Index().ToDictionary(node => node.Item, node => node.Index);
        return new()
        {
            ["nodes"] = new JsonArray([.. lineage.Nodes.Select(node => new JsonArray(node.Kind.ToString(), node.Name))]),
            ["edges"] = new JsonArray([.. lineage.Edges.Select(edge => new JsonArray(places[edge.From], places[edge.To], edge.Feature))]),
        };
    }

    private static Lineage ReadLineage(JsonObject json)
    {
        LineageNode[] nodes = [.. json["nodes"]!.AsArray().Select(node => new LineageNode(Enum.Parse<LineageKind>((string)node![0]!), (string)node[1]!))];
        return new(nodes, [.. json["edges"]!.AsArray().Select(edge => new LineageEdge(nodes[(int)edge![0]!], nodes[(int)edge[1]!], (string?)edge[2]))]);
    }
}
