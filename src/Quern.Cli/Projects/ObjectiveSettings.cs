using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Objectives;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>What the settings promise of service levels, by the objectives' names: <c>"objectives": { "answers in time": { "latency": "checkout", "within": "20ms", "target": 0.999 } }</c>.</summary>
internal static class ObjectiveSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "objectives";

    private const string Code = "QRN6371";

    private static readonly Dictionary<string, ObjectiveKind> Kinds = Enum.GetValues<ObjectiveKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant());

    /// <summary>Reads them all. What is read is of use only while nothing is found.</summary>
    public static IReadOnlyList<Objective> Read(JsonElement objectives, List<Finding> findings) =>
        [.. new SettingsObject(objectives, Name, findings).Members.Select(member => Read(member.Name, new($"{Name}.{member.Name}", member.Value, findings))).OfType<Objective>()];

    private static Objective? Read(string name, Part part)
    {
        var members = new SettingsObject(part.Json, part.Path, part.Findings).Members;
        JsonProperty[] kinds = [.. members.Where(member => Kinds.ContainsKey(member.Name))];
        foreach (var member in members.Where(member => !Kinds.ContainsKey(member.Name) && member.Name is not ("within" or "target"))) part.Complain($".{member.Name}' is no setting of an objective", Hint);
        if (kinds is not [var of])
        {
            part.Complain(kinds.Length == 0 ? "' does not say what is measured" : "' measures several things", Hint);
            return null;
        }

        var kind = Kinds[of.Name];
        if (of.Value.ValueKind != JsonValueKind.String) part.Complain($".{of.Name}' is not a name", $"Name what is measured: \"{of.Name}\": \"{(kind == ObjectiveKind.Ingestion ? "a stream" : kind == ObjectiveKind.Freshness ? "a view" : "a service")}\".");
        var (target, within) = (double.NaN, TimeSpan.Zero);
        var (hasTarget, hasTime) = (false, false);
        foreach (var member in members)
            if (member.Name == "target") hasTarget = member.Value.ValueKind == JsonValueKind.Number && (target = member.Value.GetDouble()) is > 0 and < 1;
            else if (member.Name == "within") hasTime = member.Value.ValueKind == JsonValueKind.String && TryTime(member.Value.GetString()!, out within);
        if (!hasTarget) part.Complain("' has no target that can be promised", "Write the share that is to be good, above 0 and below 1: \"target\": 0.999. A target of 1 leaves nothing that may go wrong.");
        if (Objective.HasTime(kind) && !hasTime) part.Complain("' says not within which time", "Write it as \"within\": \"20ms\", \"5s\", \"2h\" or \"1d\".");
        if (!Objective.HasTime(kind) && members.Any(member => member.Name == "within")) part.Complain($".within' means nothing for {of.Name}", "Leave it away.");
        return of.Value.ValueKind == JsonValueKind.String ? new(name, kind, of.Value.GetString()!, target, within) : null;
    }

    private static string Hint => $"Name one of {string.Join(", ", Kinds.Keys)} with what it is of, beside \"within\" and \"target\": {{ \"latency\": \"checkout\", \"within\": \"20ms\", \"target\": 0.999 }}.";

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        if (text.EndsWith("ms", StringComparison.Ordinal) && int.TryParse(text.AsSpan(0, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0) time = TimeSpan.FromMilliseconds(milliseconds);
        else if (Duration.TryParse(text, out var duration)) time = TimeSpan.FromSeconds(duration.TotalSeconds);
        return time > TimeSpan.Zero;
    }

    private sealed record Part(string Path, JsonElement Json, List<Finding> Findings)
    {
        public void Complain(string what, string hint) => Findings.Add(new(Code, $"'{Path}{what}", Hint: hint));
    }
}
