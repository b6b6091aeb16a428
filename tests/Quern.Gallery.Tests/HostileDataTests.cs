using Microsoft.Playwright;
using Quern.Gallery.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace Quern.Gallery.Tests;

/// <summary>Words and values that would break a page that took them for anything but text, and more of everything than fits.</summary>
public sealed class HostileDataTests(Servers servers, Browser browser)
{
    [Fact]
    public async Task Markup_InNamesAndValues_IsText()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/views/notes");
        var page = gallery.Page;
        await Expect(page.Locator(".badge").Filter(new() { HasText = LargeServer.Markup })).ToBeVisibleAsync();
        await Expect(page.Locator(".facts").GetByText(LargeServer.Hebrew)).ToBeVisibleAsync();
        await gallery.GoAsync("""/inspect?of=view:notes&keys={"thing":"markup"}&feature=text""");
        await Expect(page.GetByText(LargeServer.Markup).First).ToBeVisibleAsync();
        await gallery.GoAsync("/history/1");
        await Expect(page.GetByText(LargeServer.Markup).First).ToBeVisibleAsync();
        (await page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        (await page.TitleAsync()).ShouldNotBe("broken");
        gallery.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Description_OfFiftyKilobytes_IsCut_UntilAllIsAskedFor()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/views/notes");
        var page = gallery.Page;
        (await page.Locator(".lead").TextContentAsync())!.Length.ShouldBeLessThan(1000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        (await page.Locator(".lead").TextContentAsync())!.Length.ShouldBeGreaterThan(50_000);
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")).ShouldBeFalse();
    }

    [Fact]
    public async Task Value_OfAMegabyte_IsCut_AndOpensInAWindow()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, """/inspect?of=view:notes&keys={"thing":"long"}""");
        var page = gallery.Page;
        var cut = page.GetByRole(AriaRole.Button, new() { Name = "Show all of xxx" });
        (await cut.TextContentAsync())!.Length.ShouldBeLessThan(100);
        await cut.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1,048,576 characters");
    }

    [Fact]
    public async Task WholeNumber_ThatADoubleCannotHold_IsExact()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, """/inspect?of=view:notes&keys={"thing":"whole"}""");
        await Expect(gallery.Page.GetByText("9,007,199,254,740,993")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Key_ThatADoubleCannotHold_IsAskedForAsItIs()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, """/inspect?of=view:counted&keys={"counter":"9007199254740993"}""");
        await Expect(gallery.Page.Locator(".value-cell").GetByText("9007199254740993")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Key_OfRightToLeftTextAndEmoji_FindsItsValue()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/inspect?of=view:notes");
        var page = gallery.Page;
        await page.GetByLabel("thing").FillAsync(LargeServer.Hebrew);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".value-cell").GetByText(LargeServer.Hebrew)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task View_OfTwoThousandFeatures_DrawsThoseInSight()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/views/wide");
        var page = gallery.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2,000 features" })).ToBeVisibleAsync();
        (await page.Locator(".rows-box tbody tr").CountAsync()).ShouldBeLessThan(60);
        await page.Locator(".rows-box").EvaluateAsync("box => box.scrollTo(0, box.scrollHeight)");
        await Expect(page.GetByText("f20_100h", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_OverTenThousandFeatures_FindsAWordWithAWrongLetter()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url);
        var page = gallery.Page;
        await Expect(page.GetByText($"10,003 features in {LargeServer.Views + 3} views")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search features" }).FillAsync("averge371");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("average371");
        (await page.GetByRole(AriaRole.Option).CountAsync()).ShouldBeLessThan(40);
        var ms = await page.EvaluateAsync<double[]>("() => performance.getEntriesByName('search').map(entry => entry.duration)");
        TestContext.Current.SendDiagnosticMessage("searches over 10,003 features took, in ms: {0}", string.Join(", ", ms.Select(value => $"{value:F1}")));
        ms.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Code_WithMarkupAndLongLines_StaysInsideThePanel()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/views/wide?tab=definition");
        var page = gallery.Page;
        var code = page.GetByRole(AriaRole.Region, new() { Name = "C# of Repository.Wide, lines" });
        await Expect(code).ToContainTextAsync(LargeServer.Markup);
        (await page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        (await code.EvaluateAsync<bool>("box => box.scrollWidth > 2 * box.clientWidth")).ShouldBeTrue();
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")).ShouldBeFalse();
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole file" }).ClickAsync();
        await Expect(code.Locator(".code-line")).Not.ToHaveCountAsync(2);
        (await page.TitleAsync()).ShouldNotBe("broken");
        gallery.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_ThatRestarts_IsMissed_AndFoundAgain()
    {
        await using var gallery = await browser.OpenAsync(servers.Large.Url, "/services");
        var page = gallery.Page;
        using (servers.Large.Interrupt())
            await Expect(page.GetByText("The server does not answer.")).ToBeVisibleAsync();
        await Expect(page.GetByText("The server does not answer.")).ToHaveCountAsync(0);
        await Expect(page.Locator(".live[data-state=live]")).ToBeVisibleAsync();
    }
}
