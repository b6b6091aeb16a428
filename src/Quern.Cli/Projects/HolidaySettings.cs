using System.Globalization;
using System.Text.Json;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>The days in <c>holidays</c>: <c>["2001-05-28", "2001-07-04"]</c>.</summary>
internal static class HolidaySettings
{
    public const string Name = "holidays";

    public static IReadOnlySet<Instant> Read(JsonElement setting, List<Finding> findings)
    {
        var days = new HashSet<Instant>();
        if (setting.ValueKind != JsonValueKind.Array)
        {
            findings.Add(Wrong($"'{Name}' is not a list"));
            return days;
        }

        foreach (var item in setting.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(item.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) days.Add(Instant.From(new(day, default, TimeSpan.Zero)));
            else findings.Add(Wrong($"'{Name}' has {item.GetRawText()}, which is not a day"));
        return days;
    }

    private static Finding Wrong(string message) => new("QRN6302", message, Hint: $"Write it as \"{Name}\": [\"2001-05-28\", \"2001-07-04\"].");
}
