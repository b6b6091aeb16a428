using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Server.Audits;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of a server's audits: <c>"audit": { "sample": 0.1, "vectors": 1000, "settle": "1h", "asKnown": false }</c>.</summary>
internal static class AuditSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "audit";

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    public static AuditOptions Read(JsonElement audit, List<Finding> findings)
    {
        var options = new AuditOptions();
        foreach (var (name, value) in new SettingsObject(audit, Name, findings).Members.Select(member => (member.Name, member.Value)))
            switch (name)
            {
                case "sample" when value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and <= 1 and var share:
                    options = options with { Sample = share };
                    break;
                case "vectors" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var vectors) && vectors > 0:
                    options = options with { MostVectors = vectors };
                    break;
                case "settle" when value.ValueKind == JsonValueKind.String && TryLength(value.GetString()!, out var settle):
                    options = options with { Settle = settle };
                    break;
                case "asKnown" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    options = options with { AsKnown = value.GetBoolean() };
                    break;
                default:
                    findings.Add(new("QRN6211", $"'{Name}.{name}' cannot be read", Hint: "The settings are: sample (above 0, at most 1), vectors (a whole number from 1), settle (such as \"10m\"), asKnown (true or false)."));
                    break;
            }

        return options;
    }

    /// <summary>A length of time, which may be none: <c>0s</c>.</summary>
    public static bool TryLength(string text, out Duration length)
    {
        length = default;
        return text == "0s" || Duration.TryParse(text, out length);
    }
}
