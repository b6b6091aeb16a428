using System.Text.Json.Nodes;

namespace Quern.Planning.Snapshots;

/// <summary>
/// How two entries of one name differ, one line for each difference: <c>owner: a -> b</c>, <c>features: + mean_delay_30d</c>. Of items that changed only the parts that did are
/// told, indented on lines of their own; items that changed in the same way are told together.
/// </summary>
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
        if (lines.Count == 0 && before is LookupEntry looked && after is LookupEntry looks && looked.Hash != looks.Hash) lines.Add("one of its views means something else");
        return lines;
    }

    /// <summary>How two views differ in what all their features share.</summary>
    public static IReadOnlyList<string> Shared(ViewEntry before, ViewEntry after) => Lines(before with { Features = after.Features }, after);

    private static void Append(List<string> lines, string property, JsonNode? before, JsonNode? after)
    {
        if (before is JsonArray or JsonObject || after is JsonArray or JsonObject) AppendItems(lines, property, Items(before), Items(after));
        else lines.Add($"{property}: {Text(before)} -> {Text(after)}");
    }

    private static void AppendItems(List<string> lines, string property, Dictionary<string, ItemParts> before, Dictionary<string, ItemParts> after)
    {
        var count = lines.Count;
        foreach (var name in after.Keys)
            if (!before.ContainsKey(name))
                lines.Add($"{property}: + {name}");
        AppendChanged(lines, property, before, after);
        foreach (var name in before.Keys)
            if (!after.ContainsKey(name))
                lines.Add($"{property}: - {name}");
        if (lines.Count == count) lines.Add($"{property}: another order");
    }

    private static void AppendChanged(List<string> lines, string property, Dictionary<string, ItemParts> before, Dictionary<string, ItemParts> after)
    {
        foreach (var alike in after.Where(item => before.ContainsKey(item.Key)).GroupBy(item => string.Join('\n', before[item.Key].Changes(item.Value)), item => item.Key))
        {
            if (alike.Key.Length == 0) continue;
            lines.Add($"{property}: ~ {string.Join(", ", alike)}");
            lines.AddRange(alike.Key.Split('\n').Select(change => "  " + change));
        }
    }

    // An item of a list is known by its name, or is its own name.
    private static Dictionary<string, ItemParts> Items(JsonNode? node)
    {
        var items = new Dictionary<string, ItemParts>();
        if (node is JsonObject pairs)
            foreach (var (key, value) in pairs)
                items[key] = ItemParts.Of(value);
        if (node is JsonArray array)
            foreach (var item in array)
                if (item is JsonObject named) items[(string)named["name"]!] = ItemParts.Of(named);
                else items[Text(item)] = ItemParts.None;
        return items;
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "none";
}
