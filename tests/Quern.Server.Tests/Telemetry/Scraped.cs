using System.Globalization;
using System.Text.RegularExpressions;

namespace Quern.Server.Tests.Telemetry;

/// <summary>What Prometheus would make of an answer of <c>/metrics</c>: each line is checked, and families hang together.</summary>
internal sealed partial class Scraped
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    private Scraped()
    {
    }

    /// <summary>The names of samples, those of buckets, sums and counts with their endings.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The type of each family.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public static async Task<Scraped> FromAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()).ShouldBe((200, "text/plain; version=0.0.4; charset=utf-8"));
        return Read(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The value of a sample, written as it is in the text, such as <c>name{label="value"}</c>; null where there is none.</summary>
    public double? this[string sample] => _samples.TryGetValue(sample, out var value) ? value : null;

    private static Scraped Read(string text)
    {
        text.ShouldEndWith("\n");
        var (scraped, family) = (new Scraped(), "");
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                scraped.Types.TryAdd(family, line.Split(' ')[3]).ShouldBeTrue($"{family} comes twice");
                continue;
            }

            var match = Sample().Match(line);
            match.Success.ShouldBeTrue(line);
            var name = match.Groups["name"].Value;
            (name == family || (scraped.Types[family] == "histogram" && name is var part && new[] { "_bucket", "_sum", "_count" }.Any(ending => part == family + ending))).ShouldBeTrue($"{line} is not of {family}");
            scraped.Names.Add(name);
            scraped._samples.TryAdd(line[..line.LastIndexOf(' ')], Number(match.Groups["value"].Value)).ShouldBeTrue($"{line} comes twice");
        }

        return scraped;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*"(,(?=[a-zA-Z_])|(?=\})))+\})? (?<value>[+-]Inf|-?[0-9.]+(E[+-]?[0-9]+)?)$""")]
    private static partial Regex Sample();
}
