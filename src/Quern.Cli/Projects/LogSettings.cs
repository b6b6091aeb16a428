using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Served;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of the log of served vectors: <c>"log": { "sample": 0.1, "services": { "late_flight": 1 } }</c>.</summary>
internal static class LogSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "log";

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    public static ServedLogOptions Read(JsonElement log, List<Finding> findings)
    {
        var (options, services) = (new ServedLogOptions(), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var member in new SettingsObject(log, Name, findings).Members)
            if (member.Name == "sample") options = options with { Sample = Share(member.Value, $"{Name}.sample", findings) };
            else if (member.Name == "services")
                foreach (var service in new SettingsObject(member.Value, $"{Name}.services", findings).Members)
                    services[service.Name] = Share(service.Value, $"{Name}.services.{service.Name}", findings);
            else findings.Add(new("QRN6071", $"'{Name}.{member.Name}' is not a setting", Hint: "The settings are: sample, services."));
        return options with { Services = services };
    }

    private static double Share(JsonElement value, string path, List<Finding> findings)
    {
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1 and var share) return share;
        findings.Add(new("QRN6071", $"'{path}' is not a share of join keys", Hint: "Write a number from 0 (none) to 1 (all), such as 0.1."));
        return 0;
    }
}
