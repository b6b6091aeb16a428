using System.Text.Json.Nodes;

namespace Quern.Planning.Snapshots;

/// <summary>
/// How two entries of one name differ, one line for each difference: <c>owner: a -> b</c>, <c>features: + mean_delay_30d</c>. Of items that changed only the parts that did are
/// told, indented on lines of their own; items that changed in the same way are told together.
/// </summary>
internal sealed class EntryDiff(RepositorySnapshot before, RepositorySnapshot after)
{
    // Hashes tell machines what the other properties tell people.
    private static readonly HashSet<string> Hashes = ["meaning", "hash"];

    public IReadOnlyList<string> Lines(SnapshotEntry was, SnapshotEntry becomes)
    {
        var lines = new List<string>();
        var (old, @new) = (SnapshotJson.ToNode(was), SnapshotJson.ToNode(becomes));
        foreach (var property in old.Select(pair => pair.Key).Union(@new.Select(pair => pair.Key)))
            if (!Hashes.Contains(property) && !JsonNode.DeepEquals(old[property], @new[property]))
                Append(lines, property.Replace('_', ' '), old[property], @new[property]);
        if (was is ViewEntry view && becomes is ViewEntry other && view.Meaning != other.Meaning && SourceParts(other.Source) is { Count: > 0 } parts) lines.Add($"its source {other.Source} differs: {string.Join(", ", parts)}");
        if (lines.Count == 0 && was is ViewEntry { Hash: var hash } && becomes is ViewEntry { Hash: var newHash } && hash != newHash) lines.Add("its source, keys or filter mean something else");
        if (lines.Count == 0 && was is LookupEntry looked && becomes is LookupEntry looks && looked.Hash != looks.Hash) lines.Add("one of its views means something else");
        return lines;
    }

    /// <summary>How two views differ in what all their features share.</summary>
    public IReadOnlyList<string> Shared(ViewEntry was, ViewEntry becomes) => Lines(was with { Features = becomes.Features }, becomes);

    // What may change a view's meaning, of a source that is there before and after, and of what it reads.
    private List<string> SourceParts(string source)
    {
        if (before.Sources.FirstOrDefault(entry => entry.Name == source) is not { } was || after.Sources.FirstOrDefault(entry => entry.Name == source) is not { } becomes) return [];
        (string Name, bool IsOther)[] parts =
        [
            ("query", Query(was) != Query(becomes)),
            ("inputs", !(was.Inputs ?? []).SequenceEqual(becomes.Inputs ?? [])),
            ("columns", !was.Columns.SequenceEqual(becomes.Columns)),
            ("event time", was.EventTime != becomes.EventTime),
            ("known at", was.KnownAt != becomes.KnownAt),
            ("delay", was.Delay != becomes.Delay),
            ("filter", was.Filter != becomes.Filter),
            ("event key", was.EventKey != becomes.EventKey),
            ("expectations that reject", !Rejections(was).SetEquals(Rejections(becomes))),
        ];
        return [.. parts.Where(part => part.IsOther).Select(part => part.Name), .. (becomes.Inputs ?? []).SelectMany(input => SourceParts(input).Select(part => $"{part} of {input}"))];
    }

    private static string? Query(SourceEntry source) => source.Format is "sql" or "postgressql" ? source.Location : null;

    private static HashSet<string> Rejections(SourceEntry source) => [.. (source.Expectations ?? []).Where(expectation => expectation.OnFail == "reject").Select(expectation => expectation.Condition)];

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
