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

    [Fact]
    public async Task Files_AreKeptForEver_ByTheirNames_AndThePageIsAskedForAgain()
    {
        using var client = new HttpClient { BaseAddress = new(servers.Flights.Url), DefaultRequestHeaders = { Accept = { new("text/html") }, AcceptEncoding = { new("br") } } };
        using var page = await client.GetAsync("/", TestContext.Current.CancellationToken);
        (page.Headers.CacheControl!.NoCache, page.Content.Headers.ContentEncoding.Single()).ShouldBe((true, "br"));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        (await client.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotModified);

        using var plain = new HttpClient { BaseAddress = new(servers.Flights.Url), DefaultRequestHeaders = { Accept = { new("text/html") } } };
        var script = Script().Match(await plain.GetStringAsync("/", TestContext.Current.CancellationToken)).Value;
        using var file = await client.GetAsync(script, TestContext.Current.CancellationToken);
        file.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentEncoding.Single(), file.Headers.GetValues("X-Content-Type-Options").Single()).ShouldBe(("text/javascript", "br", "nosniff"));
        (await plain.GetStringAsync(script, TestContext.Current.CancellationToken)).Length.ShouldBeGreaterThan(1000);
        using var gone = await client.GetAsync("/assets/gone-12345678.js", TestContext.Current.CancellationToken);
        gone.Content.Headers.ContentType!.MediaType.ShouldNotBe("text/javascript");
    }

    [GeneratedRegex("/assets/index-[^\"]+[.]js")]
    private static partial Regex Script();

    [GeneratedRegex("(src|href)=\"(?!/)[^\"]*\"")]
    private static partial Regex Elsewhere();
}
