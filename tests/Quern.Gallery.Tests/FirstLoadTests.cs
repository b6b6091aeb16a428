using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quern.Gallery.Tests.Setup;

namespace Quern.Gallery.Tests;

/// <summary>What a first visit costs, and what the pages are built on.</summary>
public sealed partial class FirstLoadTests(Servers servers, Browser browser)
{
    private const int MostScriptBytes = 300_000;

    [Fact]
    public async Task FirstLoad_TakesLessThan300KilobytesOfCompressedScript()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url);
        await gallery.SettleAsync();
        var scripts = await gallery.Page.EvaluateAsync<double>("() => performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('.js')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)");
        var interactive = await gallery.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-render')[0].startTime");
        TestContext.Current.SendDiagnosticMessage("first load: {0:N0} bytes of compressed script, drawn after {1:F0} ms", scripts, interactive);
        scripts.ShouldBeInRange(1, MostScriptBytes);
    }

    [Fact]
    public async Task Description_ThatTypesAreMadeFrom_IsTheServersOwn()
    {
        using var client = new HttpClient { BaseAddress = new(servers.Flights.Url) };
        var description = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
        // Where it was asked is no part of it.
        description.Remove("servers");
        var text = description.ToJsonString(new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        var path = Path.Combine(Repository.Root, "ui", "openapi.json");
        if (Environment.GetEnvironmentVariable("QUERN_ACCEPT") == "1") await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(text, "The server describes itself otherwise than ui/openapi.json: QUERN_ACCEPT=1 ./test Gallery takes over what it says, then build the gallery again.");
    }

    [Fact]
    public async Task Page_AsksNobodyElse()
    {
        using var client = new HttpClient { BaseAddress = new(servers.Flights.Url), DefaultRequestHeaders = { Accept = { new("text/html") } } };
        var page = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
        Elsewhere().Matches(page).Select(match => match.Value).ShouldBeEmpty();
    }

    [GeneratedRegex("(src|href)=\"(?!/)[^\"]*\"")]
    private static partial Regex Elsewhere();
}
