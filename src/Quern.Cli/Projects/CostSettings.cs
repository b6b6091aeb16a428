using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Usage;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of prices: <c>"cost": { "cpuHour": 0.04, "gibMonth": 0.1, "currency": "EUR" }</c>.</summary>
internal static class CostSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "cost";

    private const int LongestCurrency = 8;
    private const string Hint = "The settings are: cpuHour, gibMonth, gibServed, millionRecords (numbers from 0 to 1,000,000, in your currency) and currency (a text of at most 8 letters).";

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    public static CostPrices Read(JsonElement cost, List<Finding> findings)
    {
        var prices = new CostPrices();
        foreach (var member in new SettingsObject(cost, Name, findings).Members)
            if (member.Name == "currency" && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 and <= LongestCurrency } currency && !currency.Any(char.IsControl)) prices = prices with { Currency = currency };
            else if (Price(member.Value) is { } price && With(prices, member.Name, price) is { } more) prices = more;
            else findings.Add(new("QRN6391", $"'{Name}.{member.Name}' is not a price", Hint: Hint));
        return prices;
    }

    private static double? Price(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var price) && price is >= 0 and <= 1e6 ? price : null;

    private static CostPrices? With(CostPrices prices, string name, double price) => name switch
    {
        "cpuHour" => prices with { CpuHour = price },
        "gibMonth" => prices with { GibMonth = price },
        "gibServed" => prices with { GibServed = price },
        "millionRecords" => prices with { MillionRecords = price },
        _ => null,
    };
}
