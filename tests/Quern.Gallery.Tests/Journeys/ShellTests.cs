using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>What is around every page.</summary>
public sealed class ShellTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Colours_FollowTheSystem_UntilTheyAreChosen()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, isDark: true);
        var page = gallery.Page;
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: As the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Light" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
    }

    [Fact]
    public async Task Times_AreInTheZoneThatIsChosen()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/airport_delays");
        var page = gallery.Page;
        var online = page.Locator(".facts time");
        await Expect(online).ToHaveTextAsync("2001-02-20 00:00:00");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Time zone" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Europe/Berlin" }).ClickAsync();
        await Expect(online).ToHaveTextAsync("2001-02-20 01:00:00");
        await Expect(online).ToHaveAttributeAsync("datetime", FlightsServer.Now);
    }

    [Fact]
    public async Task Keyboard_SkipsToTheContent()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services");
        var page = gallery.Page;
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Menu_OfANarrowWindow_LeadsToThePages()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, width: 390);
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "History" })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history");
    }

    [Fact]
    public async Task Panel_WhoseRequestFails_SaysSo_AndTheRestLives()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services");
        var page = gallery.Page;
        await page.RouteAsync("**/v1/lineage", route => route.FulfillAsync(new() { Status = 422, ContentType = "application/json", Body = """{"detail":[{"msg":"The lineage fell over.","code":"QRN9999","hint":"Pick it up."},{"msg":"It took its edges along.","code":"QRN9998"}]}""" }));
        await page.GotoAsync("/views/airport_delays");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The lineage fell over.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Pick it up.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It took its edges along.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("QRN9998");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "12 features" })).ToBeVisibleAsync();
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "late_flight" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }
}
