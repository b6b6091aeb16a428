using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Server.Drift;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of what a server watches for drift: <c>"drift": { "sources": ["flights"], "services": ["late_flight"], "every": "1d", "retrain": { "late_flight": 3 } }</c>.</summary>
internal static class DriftSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "drift";

    private const string Code = "QRN6349";
    private const int MostShown = 366;

    private static readonly Duration Shortest = new(15 * 60 * Instant.PerSecond);
    private static readonly Duration Longest = new(366L * 86_400 * Instant.PerSecond);

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    public static DriftOptions Read(JsonElement drift, List<Finding> findings)
    {
        var options = new DriftOptions();
        foreach (var (name, value) in new SettingsObject(drift, Name, findings).Members.Select(member => (member.Name, member.Value)))
            switch (name)
            {
                case "sources" when Names(value) is { } sources:
                    options = options with { Sources = sources };
                    break;
                case "services" when Names(value) is { } services:
                    options = options with { Services = services };
                    break;
                case "every" when value.ValueKind == JsonValueKind.String && Duration.TryParse(value.GetString()!, out var width) && width.CompareTo(Shortest) >= 0 && width.CompareTo(Longest) <= 0:
                    options = options with { Bucket = width };
                    break;
                case "buckets" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var shown) && shown is >= 1 and <= MostShown:
                    options = options with { Shown = shown };
                    break;
                case "retrain":
                    options = options with { Retrain = Retrain(value, findings) };
                    break;
                default:
                    findings.Add(new(Code, $"'{Name}.{name}' cannot be read", Hint: $"The settings are: sources and services (lists of names, which may be empty; all without them), every (how long a bucket of a source is, from \"15m\" to \"366d\"), buckets (how many are told of, 1 to {MostShown}), retrain ({{ \"late_flight\": 3 }})."));
                    break;
            }

        return options;
    }

    // An empty list is one, too: nothing of the kind is watched.
    private static string[]? Names(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String) ? [.. list.EnumerateArray().Select(name => name.GetString()!).Distinct(StringComparer.Ordinal)] : null;

    private static Dictionary<string, int> Retrain(JsonElement json, List<Finding> findings)
    {
        var services = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in new SettingsObject(json, $"{Name}.retrain", findings).Members)
            if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var after) && after is >= 1 and <= MostShown) services[member.Name] = after;
            else findings.Add(new(Code, $"'{Name}.retrain.{member.Name}' cannot be read", Hint: $"Write after how many buckets of drift, one after the other, the service is to be trained again: a whole number from 1 to {MostShown}."));
        return services;
    }
}
