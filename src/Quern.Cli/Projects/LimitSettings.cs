using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of limits: for a service, how many reads of it a server does at once.</summary>
internal static class LimitSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "limits";

    /// <summary>Reads them all. What is read is of use only while nothing is found.</summary>
    public static IReadOnlyDictionary<string, int> Read(JsonElement limits, List<Finding> findings)
    {
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var limit in new SettingsObject(limits, Name, findings).Members)
            if (limit.Value.ValueKind == JsonValueKind.Number && limit.Value.TryGetInt32(out var most) && most > 0) read[limit.Name] = most;
            else findings.Add(new("QRN6101", $"'{Name}.{limit.Name}' is not a number of reads", Hint: $"Write it as \"{limit.Name}\": 4, at least 1; leave it away for no limit."));
        return read;
    }
}
