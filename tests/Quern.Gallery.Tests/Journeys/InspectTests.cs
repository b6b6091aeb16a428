using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>From a key to its values, to the past, and to the reason.</summary>
public sealed class InspectTests(Servers servers, Browser browser)
{
    private const string Keys = """keys={"origin":"ORD","destination":"LAX"}""";

    [Fact]
    public async Task Key_ThatIsTyped_GivesTheVector_AndAnAddressToSend()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/inspect");
        var page = gallery.Page;
        await page.GetByLabel("origin").FillAsync("ORD");
        await page.GetByLabel("destination").FillAsync("LAX");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(Row(page, "mean_delay_7d").First).ToContainTextAsync("8.72447");
        await Expect(Row(page, "city")).ToContainTextAsync("Chicago");
        Uri.UnescapeDataString(gallery.Path).ShouldBe("""/inspect?keys={"origin":"ORD","destination":"LAX"}""");
    }

    [Fact]
    public async Task Slider_MovesTheInstant_AndTheValuesWithIt()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, $"/inspect?of=service:late_flight&{Keys}");
        var page = gallery.Page;
        await Expect(Row(page, "departures_7d")).ToContainTextAsync("6,299");
        var slider = page.GetByLabel("Instant that values are of");
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=2001-02-13T00"));
        await Expect(page.GetByText("from history, 2001-02-13 00:00:00")).ToBeVisibleAsync();
        await Expect(Row(page, "departures_7d")).Not.ToContainTextAsync("6,299");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to now" }).ClickAsync();
        await Expect(Row(page, "departures_7d")).ToContainTextAsync("6,299");
        gallery.Path.ShouldNotContain("at=");
    }

    [Fact]
    public async Task Why_TellsTheEvents_AndThatOnlineAndHistoryAgree()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, $"/inspect?of=service:late_flight&{Keys}");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "mean_delay_7d" }).First.ClickAsync();
        await Expect(page.GetByText("6,297 events made it, the latest 50")).ToBeVisibleAsync();
        await Expect(page.GetByText("online and history agree to the bit")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "mean_delay_7d from 2001-02-13 00:00:00 to 2001-02-20 00:00:00" })).ToBeVisibleAsync();
        gallery.Path.ShouldContain("feature=mean_delay_7d");
        await page.GetByRole(AriaRole.Button, new() { Name = "delay_pressure" }).ClickAsync();
        await Expect(page.GetByText("Computed when it is asked for, from")).ToBeVisibleAsync();
        await Expect(page.GetByText("FlightFeatures.DelayPressure")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_AreCompared_AndOnlineWithOffline()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, """/inspect?of=view:airport_delays&keys={"airport":"ORD"}""");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "with another" }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "Keys of the other" }).GetByLabel("airport").FillAsync("JFK");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByText("12 of 12 values differ")).ToBeVisibleAsync();
        Uri.UnescapeDataString(gallery.Path).ShouldContain("""with={"airport":"JFK"}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "online with offline" }).ClickAsync();
        await Expect(page.GetByText("all 12 values are the same")).ToBeVisibleAsync();
        gallery.Path.ShouldContain("with=history");
    }

    private static ILocator Row(IPage page, string feature) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = feature, Exact = true }) });
}
