using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Quern.Gallery.Tests.Setup;

/// <summary>The machine's Chromium, which eng/setup.sh brings.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    /// <summary>How long an answer may take, in milliseconds.</summary>
    internal const int Patience = 90_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("QUERN_BROWSER") ?? Usual.FirstOrDefault(File.Exists);
        path.ShouldNotBeNull("There is no Chromium: run eng/setup.sh browser.");
        // A machine that has other things to do is slow, and not wrong.
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <summary>Opens a page in a window of its own, that remembers nothing of others.</summary>
    public async Task<GalleryPage> OpenAsync(string url, string path = "/", int width = 1440, int height = 900, bool isDark = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = url,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Patience);
        var page = new GalleryPage(context, await context.NewPageAsync());
        await page.GoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
