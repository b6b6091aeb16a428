using Quern.Gallery.Tests.Setup;

namespace Quern.Gallery.Tests;

/// <summary>Pictures of every page, in light and dark, wide and narrow, in artifacts/screenshots. What they look like is for people; that each is drawn without a complaint, and fits, is tested here.</summary>
public sealed class ScreenshotTests(FlightsServer server, Browser browser)
{
    public static TheoryData<bool, int> Kinds => new() { { false, 1440 }, { true, 1440 }, { false, 390 }, { true, 390 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryPage_IsDrawn_WithoutAComplaint_AndFitsItsWindow(bool isDark, int width)
    {
        await using var gallery = await browser.OpenAsync(server.Url, width: width, isDark: isDark);
        var tooWide = new List<string>();
        foreach (var (name, path) in Pages.All)
        {
            await gallery.GoAsync(path);
            await gallery.SettleAsync();
            if (await gallery.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")) tooWide.Add(name);
            await gallery.ShootAsync($"{name}-{(isDark ? "dark" : "light")}-{width}");
        }

        gallery.Complaints.ShouldBeEmpty();
        tooWide.ShouldBeEmpty();
    }
}
