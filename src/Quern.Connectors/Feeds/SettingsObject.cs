using System.Text.Json;

namespace Quern.Connectors.Feeds;

/// <summary>One object of a project's settings: takes its members one by one and finds everything that is wrong with them. A value is never quoted, for it may be a secret.</summary>
/// <param name="json">The object, or what is there instead.</param>
/// <param name="path">Where it stands, such as <c>streams.orders.kafka</c>.</param>
/// <param name="findings">Gets what is wrong.</param>
public sealed class SettingsObject(JsonElement json, string path, List<Finding> findings)
{
    private readonly List<string> _known = [];

    /// <summary>Where it stands.</summary>
    public string Path => path;

    /// <summary>Gets the members, without those that are there twice; none when it is no object.</summary>
    public IReadOnlyList<JsonProperty> Members { get; } = MembersOf(json, path, findings);

    /// <summary>Where a member of it stands.</summary>
    public string PathOf(string name) => $"{path}.{name}";

    /// <summary>A text that must be there; empty, with a finding, when it is not.</summary>
    public string Text(string name, string example)
    {
        if (Optional(name) is { } text) return text;
        if (Find(name) is null && json.ValueKind == JsonValueKind.Object) findings.Add(FeedFindings.Setting(PathOf(name), "is missing", $"Add \"{name}\": \"{example}\"."));
        return "";
    }

    /// <summary>A text that may be there.</summary>
    public string? Optional(string name)
    {
        _known.Add(name);
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        findings.Add(FeedFindings.Setting(PathOf(name), "is not a text with something in it", "Write it between quotation marks."));
        return null;
    }

    /// <summary>A member of any kind that may be there.</summary>
    public JsonElement? Member(string name)
    {
        _known.Add(name);
        return Find(name);
    }

    /// <summary>One of some words; the first of them when it is not there.</summary>
    public string Choice(string name, params string[] words)
    {
        var text = Optional(name);
        if (text is not null && !words.Contains(text)) findings.Add(FeedFindings.Setting(PathOf(name), "is none of the words for it", $"Use {string.Join(" or ", words)}."));
        return text ?? words[0];
    }

    /// <summary>True or false; false when it is not there.</summary>
    public bool Flag(string name)
    {
        _known.Add(name);
        if (Find(name) is not { } value) return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) findings.Add(FeedFindings.Setting(PathOf(name), "is neither true nor false", "Write true or false, without quotation marks."));
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number from 0 on; the usual one when it is not there.</summary>
    public int Whole(string name, int usual, int most)
    {
        _known.Add(name);
        if (Find(name) is not { } value) return usual;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number <= most) return number;
        findings.Add(FeedFindings.Setting(PathOf(name), $"is not a whole number from 0 to {most}", "Write it without quotation marks."));
        return usual;
    }

    /// <summary>A list of texts, at least one, each with something in it; null when it is not there.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        _known.Add(name);
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0)) return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        findings.Add(FeedFindings.Setting(PathOf(name), "is not a list of texts with something in them", "Write it between brackets: [\"…\"]."));
        return null;
    }

    /// <summary>An object from names to single values, as texts; empty when it is not there.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        _known.Add(name);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } value) return map;
        foreach (var member in new SettingsObject(value, PathOf(name), findings).Members)
            if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) map[member.Name] = member.Value.ToString();
            else findings.Add(FeedFindings.Setting($"{PathOf(name)}.{member.Name}", "is not a single value", "Use a text, a number, true or false."));
        return map;
    }

    /// <summary>Finds members that nobody has asked for.</summary>
    public void End()
    {
        foreach (var member in Members)
            if (!_known.Contains(member.Name))
                findings.Add(FeedFindings.Setting(PathOf(member.Name), "is not a setting", $"The settings are: {string.Join(", ", _known)}."));
    }

    private JsonElement? Find(string name) => Members.Where(member => member.Name == name).Select(member => (JsonElement?)member.Value).FirstOrDefault();

    private static JsonProperty[] MembersOf(JsonElement json, string path, List<Finding> findings)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            findings.Add(FeedFindings.Setting(path, "is not an object", "Write it between braces: { … }."));
            return [];
        }

        var groups = json.EnumerateObject().GroupBy(member => member.Name).ToArray();
        foreach (var group in groups)
            if (group.Count() > 1)
                findings.Add(FeedFindings.Setting($"{path}.{group.Key}", "is there twice", "Leave one of them."));
        return [.. groups.Select(group => group.First())];
    }
}
