using System.Globalization;
using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Events of the till, and what becomes of them.</summary>
internal static class Till
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-2);

    /// <summary>A sale to Ann within the last two hours.</summary>
    public static string Sale(int number, double amount) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddSeconds(number):O}}","id":"{{number}}","customer":"ann","amount":{{amount}}}""");

    /// <summary>What <c>get</c> says that Ann spent within a day, and how often.</summary>
    public static (double Spent, long Sales) Spent(TestProject project)
    {
        var features = JsonDocument.Parse(project.Quern("get", "checkout", "customer=ann", "--json").Succeeded()).RootElement.GetProperty("features");
        JsonElement Of(string name) => features.EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == name).GetProperty("value");
        return (Of("spent_1d") is { ValueKind: JsonValueKind.Number } spent ? spent.GetDouble() : 0, Of("sales_1d").GetInt64());
    }

    /// <summary>The codes of the dead letters.</summary>
    public static string[] Letters(TestProject project) =>
        [.. JsonDocument.Parse(project.Quern("dead-letters", "--json").Succeeded()).RootElement.EnumerateArray().Select(letter => letter.GetProperty("code").GetString()!)];
}
