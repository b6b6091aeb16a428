using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quern.Cli.Projects;

/// <summary>
/// A variable of the environment that stands for a setting, in .NET's convention: <c>Quern__alerts__again=1h</c> is <c>"alerts": { "again": "1h" }</c>, <c>Quern__alerts__to__0__webhook</c> the webhook of
/// the first receiver. It is put in its place before the settings are checked, so that it is checked as they are.
/// </summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Value">What it holds; may be a secret.</param>
internal sealed partial record SettingsOverride(string Variable, string Value)
{
    private const string Prefix = "Quern__";
    private const string Separator = "__";
    private const string Code = "QRN6701";

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Gets where the setting stands, such as <c>alerts.to[0].webhook</c>; empty where it has no place.</summary>
    public string Path { get; private set; } = "";

    private string[] Parts => Variable[Prefix.Length..].Split(Separator);

    /// <summary>Those that the environment has, in an order in which the places of a list come one after the other.</summary>
    public static IReadOnlyList<SettingsOverride> OfEnvironment() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && ((string)variable.Key).Length > Prefix.Length)
            .Select(variable => new SettingsOverride((string)variable.Key, (string?)variable.Value ?? ""))
            .OrderBy(variable => string.Join('\0', variable.Parts.Select(part => part.PadLeft(IsPlace(part, out _) ? 9 : 0, '0'))), StringComparer.Ordinal)];

    /// <summary>The settings with what the variables say.</summary>
    /// <param name="json">The settings as they are in their file.</param>
    /// <param name="overrides">The variables.</param>
    /// <param name="findings">Gets what cannot be put in its place.</param>
    public static byte[] Apply(byte[] json, IReadOnlyList<SettingsOverride> overrides, List<Finding> findings)
    {
        if (overrides.Count == 0) return json;
        try
        {
            if (JsonNode.Parse(json, documentOptions: Options) is not JsonObject root) return json;
            foreach (var variable in overrides)
                if (!variable.TryPut(root, findings))
                    variable.Path = "";
            return Encoding.UTF8.GetBytes(root.ToJsonString());
        }
        catch (ArgumentException)
        {
            // A member is there twice, which is said of the file by itself.
            return json;
        }
    }

    /// <summary>Findings, each with the variables that it may come from.</summary>
    public static IReadOnlyList<Finding> Name(IReadOnlyList<Finding> findings, IReadOnlyList<SettingsOverride> overrides) => [.. findings.Select(finding => Name(finding, overrides))];

    private static Finding Name(Finding finding, IReadOnlyList<SettingsOverride> overrides)
    {
        if (finding.Code == Code) return finding;
        string[] named = [.. Quoted().Matches(finding.Message).Select(match => match.Groups[1].Value)];
        string[] variables = [.. overrides.Where(variable => named.Any(path => Meet(variable.Path, path))).Select(variable => $"'{variable.Variable}'")];
        return variables.Length == 0 ? finding : finding with { Detail = $"{(finding.Detail is { } detail ? detail + " " : "")}The environment's {(variables.Length == 1 ? "variable" : "variables")} {string.Join(", ", variables)} stand{(variables.Length == 1 ? "s" : "")} for it." };
    }

    private static bool Meet(string one, string other) => one == other || IsUnder(one, other) || IsUnder(other, one);

    private static bool IsUnder(string path, string above) => above.Length > 0 && path.Length > above.Length && path.StartsWith(above, StringComparison.Ordinal) && path[above.Length] is '.' or '[';

    private bool TryPut(JsonObject root, List<Finding> findings)
    {
        var (parts, before) = (Parts, findings.Count);
        JsonNode? at = root;
        for (var i = 0; i < parts.Length && at is not null; i++)
        {
            if (parts[i].Length == 0)
            {
                findings.Add(Wrong("has a part without a name", "Write two underscores between the parts, as in Quern__alerts__again."));
                return false;
            }

            var isLast = i == parts.Length - 1;
            at = Step(at, parts[i], isLast, isLast ? null : IsPlace(parts[i + 1], out _) ? new JsonArray() : new JsonObject(), findings);
        }

        return findings.Count == before;
    }

    // One member or place on, which is made where there is none; null at the end, and with a finding.
    private JsonNode? Step(JsonNode at, string part, bool isLast, JsonNode? next, List<Finding> findings)
    {
        if (at is JsonObject members)
        {
            // Names are told apart by nothing but case in no settings; a shell may only know capitals.
            var name = members.Select(member => member.Key).FirstOrDefault(key => string.Equals(key, part, StringComparison.OrdinalIgnoreCase)) ?? part;
            Path += Path.Length == 0 ? name : "." + name;
            if (isLast) members[name] = Typed(members[name]);
            else if (members[name] is null) members[name] = next;
            return isLast ? null : members[name];
        }

        if (at is JsonArray places && IsPlace(part, out var place) && place <= places.Count)
        {
            Path += $"[{place}]";
            if (place == places.Count) places.Add(isLast ? Typed(null) : next);
            else if (isLast) places[place] = Typed(places[place]);
            return isLast ? null : places[place];
        }

        findings.Add(at is JsonArray list
            ? Wrong($"stands for place '{part}' of '{Path}', which has {list.Count}", "Places are counted from 0, and none may be left out.")
            : Wrong($"stands for a member of '{Path}', which is a single value", "Name the setting itself."));
        return null;
    }

    // A setting that is a text stays one; of any other what reads as a number, true, false, a list or an object is that.
    private JsonNode? Typed(JsonNode? before)
    {
        if (before is JsonValue known && known.GetValueKind() == JsonValueKind.String) return JsonValue.Create(Value);
        try
        {
            return JsonNode.Parse(Value) ?? JsonValue.Create(Value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(Value);
        }
    }

    private Finding Wrong(string problem, string hint) => new(Code, $"the environment's variable '{Variable}' {problem}", Hint: hint);

    private static bool IsPlace(string part, out int place) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out place);

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
