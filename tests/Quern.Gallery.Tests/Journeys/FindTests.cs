using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>From a half-remembered word to a feature, and to what it means.</summary>
public sealed class FindTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Search_WithAWrongLetter_ByKeysAlone_OpensTheView()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/history");
        var page = gallery.Page;
        await page.Keyboard.PressAsync("/");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search features" });
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("airport_trafic");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("airport_traffic");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option).Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "airport_traffic", Level = 1 })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/views/airport_traffic");
    }

    [Fact]
    public async Task Home_TellsWhatNeedsAttention_WhatChanged_AndKeepsTheSearchInTheAddress()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url);
        var page = gallery.Page;
        await Expect(page.GetByText("26 features in 4 views, served by 1 service")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("[0-9]+ events of stream departures refused") })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Departures come live" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search features" }).FillAsync("ops-ml");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("ops-ml@example.com");
        await Expect(page).ToHaveURLAsync(servers.Flights.Url + "/?q=ops-ml");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("ops-ml@example.com");
    }

    [Fact]
    public async Task Search_ThatIsChosenFromAtOnce_IsThereOnTheWayBack()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url);
        var page = gallery.Page;
        await page.Clock.InstallAsync();
        await gallery.GoAsync("/");
        await Expect(page.GetByText("26 features in 4 views")).ToBeVisibleAsync();
        // As for one who is faster than the page.
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search features" });
        await field.FillAsync("airport_trafic");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("airport_traffic");
        await field.PressAsync("Enter");
        await page.Clock.ResumeAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "airport_traffic", Level = 1 })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/views/airport_traffic");
        await page.GoBackAsync();
        await Expect(field).ToHaveValueAsync("airport_trafic");
        await Expect(page).ToHaveURLAsync(servers.Flights.Url + "/?q=airport_trafic");
        await page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Expect(field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Filter_OfAView_TakesLetters_AsFastAsTheyCome()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/route_delays");
        var filter = gallery.Page.GetByLabel("Filter the features");
        await filter.PressSequentiallyAsync("worst_delay");
        await Expect(filter).ToHaveValueAsync("worst_delay");
        await Expect(gallery.Page).ToHaveURLAsync(servers.Flights.Url + "/views/route_delays?q=worst_delay");
    }

    [Fact]
    public async Task View_ShowsWhatItMeans_WhoReadsIt_AndWhatBecameOfIt()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/route_delays");
        var page = gallery.Page;
        await Expect(page.GetByText("How one route has been running")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Windows that end now: 7d, 28d" })).ToBeVisibleAsync();
        await page.GetByLabel("Filter the features").FillAsync("worst");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 of 4 features" })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(servers.Flights.Url + "/views/route_delays?q=worst");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "late_flight" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Definition", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Definition" })).ToContainTextAsync("mean_delay = Mean over 28d of row.delay");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the view" }).GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Python" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Python code" })).ToContainTextAsync("client.features([\"route_delays:mean_delay_7d\"");
        gallery.Path.ShouldBe("/views/route_delays?tab=usage&code=Python");

        await page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await Expect(page.GetByText("features: + mean_delay_28d")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "#2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 2" })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history/2");
    }
}
