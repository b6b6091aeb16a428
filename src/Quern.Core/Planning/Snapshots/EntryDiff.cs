using System.Text.Json.Nodes;

namespace Quern.Planning.Snapshots;

/// <summary>How two entries of one name differ, one line for each difference: <c>owner: a -> b</c>, <c>features: + mean_delay_30d</c>.</summary>
internal static class EntryDiff
{
    // Hashes tell machines what the other properties tell people.
    private static readonly HashSet<string> Hashes = ["meaning", "hash"];

    public static IReadOnlyList<string> Lines(SnapshotEntry before, SnapshotEntry after)
    {
        var lines = new List<string>();
        var (old, @new) = (SnapshotJson.ToNode(before), SnapshotJson.ToNode(after));
        foreach (var property in old.Select(pair => pair.Key).Union(@new.Select(pair => pair.Key)))
            if (!Hashes.Contains(property) && !JsonNode.DeepEquals(old[property], @new[property]))
                Append(lines, property.Replace('_', ' '), old[property], @new[property]);
        if (lines.Count == 0 && before is ViewEntry was && after is ViewEntry becomes && was.Hash != becomes.Hash) lines.Add("its source, keys or filter mean something else");
        return lines;
    }

    private static void Append(List<string> lines, string property, JsonNode? before, JsonNode? after)
    {
        if (before is JsonArray or JsonObject || after is JsonArray or JsonObject) AppendItems(lines, property, Items(before), Items(after));
        else lines.Add($"{property}: {Text(before)} -> {Text(after)}");
    }

    private static void AppendItems(List<string> lines, string property, Dictionary<string, string> before, Dictionary<string, string> after)
    {
        var count = lines.Count;
        foreach (var (name, text) in after)
            if (!before.TryGetValue(name, out var old)) lines.Add($"{property}: + {name}");
            else if (old != text) lines.Add($"{property}: ~ {name}: {old} -> {text}");
        foreach (var name in before.Keys)
            if (!after.ContainsKey(name))
                lines.Add($"{property}: - {name}");
        if (lines.Count == count) lines.Add($"{property}: another order");
    }

    // An item of a list is known by its name, or is its own name.
    private static Dictionary<string, string> Items(JsonNode? node)
    {
        var items = new Dictionary<string, string>();
        if (node is JsonObject pairs)
            foreach (var (key, value) in pairs)
                items[key] = Text(value);
        if (node is JsonArray array)
            foreach (var item in array)
                if (item is JsonObject named) items[(string)named["name"]!] = string.Join(", ", named.Where(pair => pair.Key != "name").Select(pair => Text(pair.Value)));
                else items[Text(item)] = "";
        return items;
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "none";
}
