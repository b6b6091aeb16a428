using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Quern.Benchmarks.Registry;

namespace Quern.Benchmarks.Gallery;

/// <summary>
/// How long it takes in a browser until the first page of the gallery can be used, with nothing in the browser's cache, beside a page of one line by turns in the same run; and how long after a letter is typed what it finds is
/// drawn. With 8,000 features in 400 views. The browser is the machine's Chromium, or what QUERN_BROWSER names.
/// </summary>
internal static class GalleryBenchmark
{
    private const int Views = 400;
    private const int Rounds = 15;
    private const double UsableMilliseconds = 1_000;
    private const double FoundMilliseconds = 100;
    private const string Line = "<!doctype html><html lang=en><title>A line</title><p id=line>A line</p></html>";

    private static readonly string[] Words = ["mean_7d", "averge", "device", "f371", "service123"];

    // Whatever is drawn is noticed when it is, and not when somebody asks.
    private const string Watch = """
        (() => {
          const told = { usable: null, typed: null, drawn: null };
          window.told = told;
          const look = () => {
            told.drawn = performance.now();
            if (told.usable === null && (document.getElementById("line") || (document.querySelector("[role=combobox]:not(:disabled)") && document.querySelector("main")?.textContent.includes("features in")))) told.usable = performance.now();
          };
          new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
          document.addEventListener("input", () => (told.typed = performance.now()), true);
        })();
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("quern-gallery-");
        try
        {
            var project = new LargeProject(folder.FullName, Views);
            project.Run("apply", "-m", "one");
            using var server = new LargeServer(project);
            await using var bare = await BareAsync().ConfigureAwait(false);
            using var playwright = await Playwright.CreateAsync().ConfigureAwait(false);
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("QUERN_BROWSER") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] }).ConfigureAwait(false);
            var (line, home) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                line.Add(await UsableAsync(browser, bare.Urls.First()).ConfigureAwait(false));
                home.Add(await UsableAsync(browser, server.Url).ConfigureAwait(false));
            }

            var found = await FoundAsync(browser, server.Url).ConfigureAwait(false);
            Tell("a page of one line, drawn", line);
            Tell("the first page of the gallery, usable", home);
            Tell($"a letter typed, until what is found among {project.Features:N0} features is drawn", found);
            return At(home, 0.5) < UsableMilliseconds && At(found, 0.99) < FoundMilliseconds ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(Line);
        });
        await app.StartAsync().ConfigureAwait(false);
        return app;
    }

    private static async Task<(IBrowserContext Context, IPage Page)> OpenAsync(IBrowser browser, string url)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } }).ConfigureAwait(false);
        await context.AddInitScriptAsync(Watch).ConfigureAwait(false);
        var page = await context.NewPageAsync().ConfigureAwait(false);
        await page.GotoAsync(url).ConfigureAwait(false);
        await page.WaitForFunctionAsync("() => window.told.usable !== null").ConfigureAwait(false);
        return (context, page);
    }

    private static async Task<double> UsableAsync(IBrowser browser, string url)
    {
        var (context, page) = await OpenAsync(browser, url).ConfigureAwait(false);
        var usable = await page.EvaluateAsync<double>("() => window.told.usable").ConfigureAwait(false);
        await context.CloseAsync().ConfigureAwait(false);
        return usable;
    }

    private static async Task<List<double>> FoundAsync(IBrowser browser, string url)
    {
        var (context, page) = await OpenAsync(browser, url).ConfigureAwait(false);
        var (search, found) = (page.GetByRole(AriaRole.Combobox).First, new List<double>());
        foreach (var word in Words)
        {
            await search.FillAsync("").ConfigureAwait(false);
            foreach (var letter in word)
            {
                await search.PressSequentiallyAsync(letter.ToString()).ConfigureAwait(false);
                // Longer than it takes; what is drawn last is what was found.
                await Task.Delay(400).ConfigureAwait(false);
                found.Add(await page.EvaluateAsync<double>("() => window.told.drawn - window.told.typed").ConfigureAwait(false));
            }
        }

        await context.CloseAsync().ConfigureAwait(false);
        return found;
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, share * values.Count));

    private static void Tell(string what, List<double> values) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-68} least {values.Min(),5:F0} ms  p50 {At(values, 0.5),5:F0} ms  p99 {At(values, 0.99),6:F0} ms  of {values.Count}"));
}
