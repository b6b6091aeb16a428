using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>What somebody plans, before it is applied and afterwards.</summary>
public sealed class PlanTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Plan_IsFoundInTheHistory_AndTellsWhatItWouldReach()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/history");
        var page = gallery.Page;
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "plan 2 The same, by somebody else" })).ToContainTextAsync("stale");
        await page.GetByRole(AriaRole.Link, new() { Name = "Two weeks of a route" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Plan 3" })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history/plans/3");
        await Expect(page.GetByText("quern apply --plan 3")).ToBeVisibleAsync();
        await Expect(page.GetByText("features: + worst_delay_14d")).ToBeVisibleAsync();
        await Expect(page.GetByText("would be removed")).ToBeVisibleAsync();
        // What is not there yet has no page, what goes has one still.
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "night_delays", Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "airport_info", Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "checkout" })).ToContainTextAsync("late_flight");

        var graph = page.GetByRole(AriaRole.Region, new() { NameRegex = new("definitions and .* connections") });
        await Expect(graph.Locator(".box[data-mark=add]")).ToContainTextAsync("night_delays");
        await Expect(graph.Locator(".box[data-mark=remove]")).ToContainTextAsync("airport_info");
        await Expect(graph.Locator(".box[data-mark=change]").Filter(new() { HasText = "late_flight" })).ToContainTextAsync("changes");
        // Neither touched, nor what that is made from at once.
        var untouched = graph.GetByRole(AriaRole.Button, new() { Name = "departures", Exact = true });
        await Expect(untouched).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "All definitions" }).ClickAsync();
        await Expect(untouched).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history/plans/3?all=1");
        gallery.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task PlannedChange_IsLaidOverTheLineage()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/lineage");
        var page = gallery.Page;
        await Expect(page.GetByText("9 definitions", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Planned change" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Plan 3: Two weeks" }).ClickAsync();
        await Expect(page.Locator(".box[data-mark=remove]")).ToContainTextAsync("airport_info");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Marks" })).ToContainTextAsync("added");
        gallery.Path.ShouldBe("/lineage?plan=3");
        await page.Locator(".box").GetByRole(AriaRole.Button, new() { Name = "route_delays" }).ClickAsync();
        await Expect(page.GetByText("3 definitions", new() { Exact = true })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/lineage?plan=3&focus=view%3Aroute_delays");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Planned change" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "As it is served" }).ClickAsync();
        await Expect(page.GetByText("9 definitions", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".box[data-mark]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Plan_ThatEnded_SaysHow()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/history/plans/1");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "apply 3" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 3" })).ToBeVisibleAsync();
        await Expect(page.GetByText("It is what is served now.")).ToBeVisibleAsync();
        await gallery.GoAsync("/history/plans/2");
        await Expect(page.GetByText("so that it cannot be applied any more")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rollback_ThatIsRefused_SaysWhyInItsDialog()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/history/2");
        var page = gallery.Page;
        await page.RouteAsync("**/v1/registry/rollback", route => route.FulfillAsync(new() { Status = 409, ContentType = "application/json", Body = """{"detail":"'ann' applied commit 4 first","code":"QRN2005","hint":"nothing of yours was applied."}""" }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to this" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Roll back to apply 2?" });
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "What would change" })).ToContainTextAsync("departures");
        gallery.Path.ShouldBe("/history/2?rollback=1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("'ann' applied commit 4 first");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        gallery.Path.ShouldBe("/history/2");
    }
}

/// <summary>The same on a registry that changes while it is looked at.</summary>
public sealed class PlanLifeTests(PlannedServer server, Browser browser) : IClassFixture<PlannedServer>
{
    [Fact]
    public async Task Plan_IsOpened_Applied_AndRolledBack_AndThePageFollows()
    {
        await using var gallery = await browser.OpenAsync(server.Url, "/history");
        var page = gallery.Page;
        await Expect(page.GetByText("No plan is open.")).ToBeVisibleAsync();
        server.Define("1h", "1d", "7d");
        await server.RunAsync("plan", "--open", "--message", "Clicks of a week");
        await page.GetByRole(AriaRole.Link, new() { Name = "Clicks of a week" }).ClickAsync();
        await Expect(page.GetByText("features: + clicks_7d")).ToBeVisibleAsync();
        await Expect(page.GetByText("open", new() { Exact = true })).ToBeVisibleAsync();
        await server.RunAsync("apply", "--plan", "1");
        await Expect(page.GetByText("applied", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "apply 3" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 3" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Before it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 2" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to this" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Roll back to apply 2?" });
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "What would change" })).ToContainTextAsync("clicks_7d");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Apply 4" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Rollback to commit 2: Clicks of a day")).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history/4");
        // Served as soon as the server has seen it.
        await Expect(page.GetByText("It is what is served now.")).ToBeVisibleAsync();
        gallery.Complaints.ShouldBeEmpty();
    }
}
