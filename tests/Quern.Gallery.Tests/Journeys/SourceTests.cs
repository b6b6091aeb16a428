using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>From a definition to the C# that it was written in.</summary>
public sealed class SourceTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task View_IsReadInCSharp_AndWithinItsFile()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/route_delays");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Definition", Exact = true }).ClickAsync();
        var code = page.GetByRole(AriaRole.Region, new() { Name = "C# of FlightFeatures.RouteDelays, lines" });
        await Expect(code).ToContainTextAsync(".Windows(\"7d\", \"28d\")");
        await Expect(code.Locator(".code-line")).ToHaveCountAsync(5);
        await Expect(code.Locator(".tok-string").Filter(new() { HasText = "\"28d\"" })).ToHaveCountAsync(1);
        await Expect(code.Locator(".tok-word").Filter(new() { HasText = "public" })).ToHaveCountAsync(1);
        await Expect(page.GetByText("FlightFeatures.cs", new() { Exact = true })).ToBeVisibleAsync();
        // What its values come from stands below.
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Definition", Exact = true })).ToContainTextAsync("mean_delay = Mean over 28d of row.delay");
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole file" }).ClickAsync();
        await Expect(code).ToContainTextAsync("public sealed record Flight");
        await Expect(code.Locator("[data-marked]")).ToHaveCountAsync(5);
        await Expect(code.Locator("[data-marked]").First).ToBeInViewportAsync();
        (await code.EvaluateAsync<double>("box => box.scrollTop")).ShouldBeGreaterThan(0);
        gallery.Path.ShouldBe("/views/route_delays?tab=definition&whole=1");
        // By the keyboard alone, back to where the file begins.
        await code.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(code.GetByText("using Quern;")).ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Lineage", Exact = true }).Last.ClickAsync();
        gallery.Path.ShouldBe("/views/route_delays?tab=lineage");
        gallery.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/services/late_flight", "FlightFeatures.LateFlight", "AirportDelays.As(\"destination\")")]
    [InlineData("/things/source/flights", "FlightFeatures.Flights", "/// <summary>How late it was is known only when it has arrived.</summary>")]
    [InlineData("/things/entity/route", "FlightFeatures.Route", "\"A pair of airports\"")]
    [InlineData("/things/on-demand/delay_pressure", "FlightFeatures.DelayPressure", "mean_delay_3h - mean_delay_7d;")]
    public async Task Definition_OfEveryKind_IsReadInCSharp(string path, string member, string text)
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, path);
        await Expect(gallery.Page.GetByRole(AriaRole.Region, new() { Name = $"C# of {member}, lines" })).ToContainTextAsync(text);
    }

    [Fact]
    public async Task Source_ThatIsNotKept_SaysSoQuietly()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services");
        var page = gallery.Page;
        await page.RouteAsync("**/v1/definitions/**", route => route.FulfillAsync(new() { Status = 404, ContentType = "application/json", Body = """{"detail":"the C# of what was applied is not kept","code":"QRN5199","hint":"run 'quern apply' again with this version of Quern."}""" }));
        await page.GotoAsync("/views/airport_delays?tab=definition");
        await Expect(page.GetByText("the C# of what was applied is not kept. run 'quern apply' again")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Definition", Exact = true })).ToContainTextAsync("late_departures = CountWhere");
    }
}
