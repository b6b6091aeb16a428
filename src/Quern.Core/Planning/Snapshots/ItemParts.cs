using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quern.Planning.Snapshots;

/// <summary>The parts of an item of an entry by name, in order: of a feature its type and what its meaning is made of.</summary>
internal sealed partial class ItemParts
{
    private readonly IReadOnlyList<(string Name, string Text)> _parts;

    private ItemParts(IReadOnlyList<(string Name, string Text)> parts) => _parts = parts;

    /// <summary>An item that is nothing but its name.</summary>
    public static ItemParts None { get; } = new([]);

    public static ItemParts Of(JsonNode? item) => item is JsonObject named
        ? new([.. named.Where(pair => pair.Key != "name").SelectMany(pair => pair.Key == "meaning" ? MeaningOf(pair.Value!.ToString()) : [(pair.Key.Replace('_', ' '), pair.Value!.ToString())])])
        : new([("value", item?.ToString() ?? "none")]);

    /// <summary>Each part that differs, as <c>argument: (row.delay > 15) -> (row.delay > 30)</c>.</summary>
    public IEnumerable<string> Changes(ItemParts after)
    {
        foreach (var name in _parts.Concat(after._parts).Select(part => part.Name).Distinct())
            if (Text(name) is var old && after.Text(name) is var text && old != text)
                yield return $"{name}: {old} -> {text}";
    }

    private string Text(string name) => _parts.FirstOrDefault(part => part.Name == name).Text ?? "none";

    // What MeaningText writes: the aggregate and its window, then the expression, its kind and the columns that it reads.
    private static IEnumerable<(string, string)> MeaningOf(string text)
    {
        var match = Meaning().Match(text);
        if (!match.Success) return [("meaning", text)];
        return new[] { "aggregate", "window", "argument", "kind", "columns" }.Where(name => match.Groups[name].Success).Select(name => (name, match.Groups[name].Value));
    }

    [GeneratedRegex(@"^\w+ = (?<aggregate>\w+( \w+=\S+| sample)*) over (?<window>\S+)( of (?<argument>.+) : (?<kind>\w+) \[(?<columns>.*)\])?$|^\w+ = (?<argument>.+) : (?<kind>\w+) \[(?<columns>.*)\]$", RegexOptions.Singleline)]
    private static partial Regex Meaning();
}
