using System.Text.Json;
using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;

namespace Quern.Gallery.Tests;

/// <summary>
/// Each page in light and dark, wide and narrow: it is drawn without a complaint of the console, fits its window, and breaks no rule that axe knows (WCAG 2.2 AA and practices). Pictures are in
/// artifacts/screenshots, for people to look at: light and wide, dark and narrow; all four with <c>--full</c>.
/// </summary>
public abstract class EveryPageTests(Servers servers, Browser browser)
{
    private const int Wide = 1440;
    private const int Narrow = 390;

    private static readonly string Axe = File.ReadAllText(Path.Combine(Repository.Root, "ui", "node_modules", "axe-core", "axe.min.js"));

    protected async Task IsSoundAsync(string name, string path)
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, path, Wide);
        var page = gallery.Page;
        // As a debugger does it: the page's own policy lets no such script in.
        await page.EvaluateAsync(Axe);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", Word(scheme));
            foreach (var width in new[] { Wide, Narrow })
            {
                await page.SetViewportSizeAsync(width, 900);
                await gallery.SettleAsync();
                (await gallery.AskAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")).ShouldBeFalse($"{name} is wider than {width} pixels");
                if (IsShot(scheme, width)) await gallery.ShootAsync($"{name}-{Word(scheme)}-{width}");
                if (scheme == ColorScheme.Light && width == Wide && Pages.InTheReadme.Contains(name)) await gallery.ShootAsync($"readme-{name}", fullPage: false);
                if (width == Wide) (await ViolationsAsync(gallery, scheme)).ShouldBeEmpty($"{name}, {Word(scheme)}");
            }
        }

        gallery.Complaints.ShouldBeEmpty();
    }

    // In the dark the same page has other colours, and nothing else.
    private static async Task<string[]> ViolationsAsync(GalleryPage gallery, ColorScheme scheme)
    {
        var rules = scheme == ColorScheme.Dark ? "runOnly: ['color-contrast', 'link-in-text-block'], " : "";
        var found = await gallery.AskAsync<JsonElement>($$"""() => axe.run({ {{rules}}resultTypes: ['violations'] }).then(result => result.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 200)} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''})`).join(' | ')}`))""");
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }

    // A picture takes longer than all else that is looked at: without --full, each scheme and each width is in one.
    private static bool IsShot(ColorScheme scheme, int width) => (scheme == ColorScheme.Light) == (width == Wide) || Environment.GetEnvironmentVariable("QUERN_FULL") is not null;

    private static string Word(ColorScheme scheme) => scheme == ColorScheme.Dark ? "dark" : "light";
}

/// <summary>What is defined, and what was.</summary>
public sealed class EveryPageOfDefinitionsTests(Servers servers, Browser browser) : EveryPageTests(servers, browser)
{
    public static TheoryData<string, string> Each => Pages.Of(Pages.Definitions);

    [Theory, MemberData(nameof(Each))]
    public Task Page_IsSound(string name, string path) => IsSoundAsync(name, path);
}

/// <summary>Values, and what moves.</summary>
public sealed class EveryPageOfValuesTests(Servers servers, Browser browser) : EveryPageTests(servers, browser)
{
    public static TheoryData<string, string> Each => Pages.Of(Pages.Values);

    [Theory, MemberData(nameof(Each))]
    public Task Page_IsSound(string name, string path) => IsSoundAsync(name, path);
}
