using System.Text;
using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests.Journeys;

/// <summary>Services, lineage, what moves, and what was.</summary>
public sealed class FollowTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Service_TellsItsContract_AndAnswersARequest()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/services");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "late_flight" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Gives 26 features" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync();
        await page.GetByLabel("origin").FillAsync("ORD");
        await page.GetByLabel("destination").FillAsync("LAX");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Answer" })).ToContainTextAsync("\"delay_pressure\"");
        Uri.UnescapeDataString(gallery.Path).ShouldBe("""/services/late_flight?tab=try&keys={"origin":"ORD","destination":"LAX"}""");
    }

    [Fact]
    public async Task Lineage_IsFocused_AndShowsColumns()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/lineage");
        var page = gallery.Page;
        await Expect(page.GetByText("9 definitions", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "airport_info" }).ClickAsync();
        await Expect(page.GetByText("3 definitions", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "What it is made from" }).ClickAsync();
        await Expect(page.GetByText("2 definitions", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await Expect(page.GetByText("longitude")).ToHaveCountAsync(2);
        gallery.Path.ShouldBe("/lineage?focus=view%3Aairport_info&side=up&columns=1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open source airports" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "airports", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Monitors_TellWhatIsWrong_AndWhatIsLeftOfWhatWasPromised()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/monitors");
        var page = gallery.Page;
        // The server looks every ten seconds, and so does the page.
        await Expect(page.GetByText("View 'airport_info' is paused")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("A new list of airports is being checked")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "'airport_info' is paused" })).ToContainTextAsync("quern resume airport_info");
        await Expect(page.GetByText("quern alerts acknowledge").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Service levels" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "airports are fresh" })).ToContainTextAsync("within 1 s99 %100 %");
        gallery.Path.ShouldBe("/monitors?tab=service-levels");
        await page.GetByRole(AriaRole.Link, new() { Name = "Skew audit" }).ClickAsync();
        await Expect(page.GetByText("Nothing is audited")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Drift_IsShownByBucket_AndLeadsToWhatWasServed()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/monitors?tab=drift");
        var page = gallery.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Source departures" })).ToBeVisibleAsync();
        var buckets = page.GetByRole(AriaRole.Radiogroup, new() { Name = "Rows of departures by 1d" }).GetByRole(AriaRole.Radio);
        await Expect(buckets).ToHaveCountAsync(10);
        await buckets.Last.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.GetByText("1d from 2001-02-18 00:00:00:")).ToContainTextAsync("figures looked at");
        gallery.Path.ShouldBe("/monitors?tab=drift&of=source%3Adepartures&at=2001-02-18T00%3A00%3A00Z");
        await page.GetByRole(AriaRole.Button, new() { Name = "The bucket after" }).Last.ClickAsync();
        await Expect(buckets.Last).ToBeCheckedAsync();
        var features = page.GetByRole(AriaRole.Region, new() { Name = "Features of late_flight by bucket" });
        await Expect(features.GetByRole(AriaRole.Img, new() { Name = "mean_delay_3h: " })).ToBeVisibleAsync();
        await features.GetByRole(AriaRole.Link, new() { Name = "mean_delay_3h", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "mean_delay_3h", Exact = true })).ToBeVisibleAsync();
        // Forty rows of one airport.
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "How values of mean_delay_3h lie" })).ToContainTextAsync("100 %");
        gallery.Path.ShouldBe("/services/late_flight?tab=served&field=mean_delay_3h");
    }

    [Fact]
    public async Task Health_OfAViewAndASource_IsToldByFivePillars_WithItsRootCause()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/airport_info");
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Health" }).ClickAsync();
        // The server looks every ten seconds, and so does the page.
        await Expect(page.GetByText("Root cause: View 'airport_info' is paused")).ToBeVisibleAsync();
        await Expect(page.GetByText("A new list of airports is being checked")).ToBeVisibleAsync();
        await Expect(page.GetByText("99 % within 1 s")).ToBeVisibleAsync();
        await Expect(page.GetByText("watches the rows of all sources")).ToBeVisibleAsync();
        var madeFrom = page.GetByRole(AriaRole.Link, new() { Name = "airports source" });
        await Expect(madeFrom).ToContainTextAsync("ok");
        await madeFrom.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "airports", Level = 1 })).ToBeVisibleAsync();
        await gallery.GoAsync("/things/source/departures?tab=health");
        var expected = page.GetByRole(AriaRole.Region, new() { Name = "What is expected of the rows of departures" });
        await Expect(expected.GetByRole(AriaRole.Row, new() { Name = "an event every 8h" })).ToContainTextAsync("0 gapsyes");
        await Expect(expected.GetByRole(AriaRole.Row, new() { Name = "delay is from -60 to 180" })).ToContainTextAsync("rowsno");
        foreach (var pillar in new[] { "Freshness", "Volume", "Distribution: what is not as it was", "Schema", "Lineage" })
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = pillar, Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Fields" }).GetByRole(AriaRole.Link, new() { Name = "origin" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "How values of origin lie" })).ToContainTextAsync("ORD");
        gallery.Path.ShouldBe("/things/source/departures?tab=health&field=origin");
        await gallery.GoAsync("/views/airport_traffic?tab=health");
        expected = page.GetByRole(AriaRole.Region, new() { Name = "What is expected of the features of airport_traffic" });
        await Expect(expected.GetByRole(AriaRole.Row, new() { Name = "departures_7d is from 0 to 100000" })).ToContainTextAsync("0 valuesyes");
        await Expect(expected.GetByRole(AriaRole.Row, new() { Name = "departures_1d is from 2 to 200" })).ToContainTextAsync("valuesno");
        // Of the fields of its source, those that it reads.
        var fields = page.GetByRole(AriaRole.Region, new() { Name = "Fields" });
        await Expect(fields.GetByRole(AriaRole.Link)).ToHaveTextAsync(["origin", "destination"]);
    }

    [Fact]
    public async Task Stream_IsFollowedLive_AndWhatWasRefusedIsText()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/motion");
        var page = gallery.Page;
        var taken = page.Locator(".figures > div").Filter(new() { HasText = "Taken" });
        await Expect(taken).ToContainTextAsync("2");
        // Of an airport that no other test looks at.
        using var client = new HttpClient { BaseAddress = new(servers.Flights.Url) };
        using var body = new StringContent("""{"date":"2001-02-19T23:30:00Z","delay":0,"distance":300,"origin":"XNA","destination":"LAX"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/streams/departures/events", body, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        await Expect(taken).ToContainTextAsync("3");
        await page.GetByRole(AriaRole.Link, new() { Name = "Dead letters" }).ClickAsync();
        await Expect(page.GetByText("2 dead letters")).ToBeVisibleAsync();
        await Expect(page.GetByText("it is \"<b>late</b>\"")).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/motion?tab=dead-letters");
    }

    [Fact]
    public async Task Runs_AreTold_AndATrainingSetIsDownloaded()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/motion?tab=runs");
        var page = gallery.Page;
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "airport_delays" })).ToContainTextAsync("done");
        await page.GetByRole(AriaRole.Link, new() { Name = "Training sets" }).ClickAsync();
        await Expect(page.GetByText("2 rows computed again and equal")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        new FileInfo(await download.PathAsync()).Length.ShouldBeGreaterThan(100);
        gallery.Path.ShouldBe("/motion?tab=training-sets");
    }

    [Fact]
    public async Task LinkToWhatWasRemoved_SaysWhen_AndByWhichApply()
    {
        await using var gallery = await browser.OpenAsync(servers.Flights.Url, "/views/legacy_traffic");
        var page = gallery.Page;
        await Expect(page.GetByText("The view “legacy_traffic” was removed")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "apply 2" }).ClickAsync();
        await Expect(page.GetByText("Routes over four weeks; legacy traffic is gone")).ToBeVisibleAsync();
        await Expect(page.GetByText("removed", new() { Exact = true })).ToBeVisibleAsync();
        gallery.Path.ShouldBe("/history/2");
        await page.GotoAsync("/services/never_was");
        await Expect(page.GetByText("There is no service “never_was”")).ToBeVisibleAsync();
    }
}
