using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>Who reads what, what it costs, and what is pushed again.</summary>
public sealed class UsageTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Usage_IsRanked_ByWhatTheAddressSays()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url);
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "All usage" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Usage and cost" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Requests by hour: " })).ToBeVisibleAsync();
        await Expect(page.Locator(".figures > div").Filter(new() { HasText = "Cost" })).ToContainTextAsync("EUR");
        await page.GetByRole(AriaRole.Button, new() { Name = "Consumers" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Ranked by" }).GetByRole(AriaRole.Button, new() { Name = "Requests" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "24 h" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Usage by consumer" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "checkout" })).ToContainTextAsync("6");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The last 24 hours" })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/usage?by=consumer&sort=requests&last=24h");
        await page.GetByRole(AriaRole.Button, new() { Name = "Services" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "late_flight" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "late_flight", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task FeaturesThatNobodyReads_AreTold_WithWhy()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/usage");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Read by nobody" }).ClickAsync();
        var unread = page.GetByRole(AriaRole.Region, new() { Name = "Features that nobody reads" }).GetByRole(AriaRole.Row);
        await Expect(unread.Filter(new() { HasText = "airport_info:latitude" })).ToContainTextAsync("in no service");
        await Expect(unread.Filter(new() { HasText = "airport_delays:mean_delay_7d" })).ToHaveCountAsync(0);
        gallery.Path.ShouldBe("/usage?tab=unread");
        await page.GetByRole(AriaRole.Link, new() { Name = "Alike" }).ClickAsync();
        await Expect(page.GetByText("No service has a training set here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Service_TellsWhoCallsIt_AndHowLongItsAnswersTake()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services/late_flight");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the service" }).GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Requests a minute: " })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "99 of a hundred took at most" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Requests by hour and consumer" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Usage by consumer" }).GetByText("search-ranking")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "6 h" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "30 d" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Requests by 6 hours and consumer" })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/services/late_flight?tab=usage&span=6h&last=30d");
    }

    [Fact]
    public async Task Charts_TellWhichApplyChangedADefinition_AndLeadThere()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services/late_flight?tab=usage");
        var page = gallery.Page;
        var chart = page.GetByRole(AriaRole.Img, new() { Name = "Requests by hour and consumer" });
        await Expect(chart).ToHaveAttributeAsync("aria-label", new Regex("apply 2: .*view route_delays changed"));
        // They came within a minute of each other.
        await Expect(chart.GetByText("#1–3")).ToBeVisibleAsync();
        await page.GetByText("definition changed:").Last.GetByRole(AriaRole.Link, new() { Name = "#2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 2" })).ToBeVisibleAsync();
        gallery.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task View_TellsThroughWhichServicesItIsRead()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/airport_delays?tab=usage");
        var page = gallery.Page;
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Usage by service" }).GetByRole(AriaRole.Link, new() { Name = "late_flight" })).ToBeVisibleAsync();
        await Expect(page.Locator(".figures > div").Filter(new() { HasText = "Records written" }).Locator("strong")).Not.ToHaveTextAsync("0");
        await page.GetByRole(AriaRole.Region, new() { Name = "Usage by feature" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByLabel("Filter the features")).Not.ToHaveValueAsync("");
    }

    [Fact]
    public async Task DeadLetters_ThatAreChosen_ArePushedAgain_OnceItIsSaidTwice()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/motion?tab=dead-letters");
        var page = gallery.Page;
        var push = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "again" });
        await Expect(push).ToBeDisabledAsync();
        await page.GetByLabel("All that were refused").CheckAsync();
        await push.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Push 2 events again?" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave them" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await push.ClickAsync();
        var again = dialog.GetByRole(AriaRole.Button, new() { Name = "Push again" });
        // The dialog is where it stays, and hears the keyboard.
        await Expect(again).ToBeFocusedAsync();
        await again.PressAsync("Enter");
        // They are as wrong as they were.
        await Expect(page.GetByText("Of what was pushed: 2 refused again.")).ToBeVisibleAsync();
        await Expect(page.GetByText("2 dead letters")).ToBeVisibleAsync();
        await Expect(push).ToBeDisabledAsync();
        gallery.Complaints.ShouldBeEmpty();
    }
}
