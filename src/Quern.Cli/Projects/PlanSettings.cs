using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of plans: <c>"plan": { "maxDropped": 0.05 }</c>, the share of the rows of a source or view that a change may leave out.</summary>
internal static class PlanSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "plan";

    /// <summary>The share where nothing is said.</summary>
    public const double MaxDropped = 0.05;

    /// <summary>Reads the share. What is read is of use only while nothing is found.</summary>
    public static double Read(JsonElement plan, List<Finding> findings)
    {
        var most = MaxDropped;
        foreach (var setting in new SettingsObject(plan, Name, findings).Members)
            if (setting.Name == "maxDropped" && setting.Value.ValueKind == JsonValueKind.Number && setting.Value.GetDouble() is >= 0 and <= 1 and var share) most = share;
            else findings.Add(new("QRN2041", $"'{Name}.{setting.Name}' cannot be read", Hint: "The setting is maxDropped, a number from 0 to 1: \"plan\": { \"maxDropped\": 0.05 }."));
        return most;
    }
}
