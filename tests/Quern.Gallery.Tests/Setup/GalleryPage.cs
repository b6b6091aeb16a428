using Microsoft.Playwright;

namespace Quern.Gallery.Tests.Setup;

/// <summary>An open page, and all that its console said against it.</summary>
public sealed class GalleryPage(IBrowserContext context, IPage page) : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public IPage Page => page;

    /// <summary>What scripts threw, what the policy refused, and other errors of the console.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>The path with what comes after it.</summary>
    public string Path => new Uri(page.Url).PathAndQuery;

    public async Task GoAsync(string path)
    {
        page.Console -= OnConsole;
        page.PageError -= OnError;
        page.Console += OnConsole;
        page.PageError += OnError;
        await page.GotoAsync(path);
        await page.Locator("main h1, main .empty").First.WaitForAsync();
        await page.Locator(".live[data-state=live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Waits until nothing is on its way any more and everything that was is drawn.</summary>
    public async Task SettleAsync()
    {
        await Assertions.Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);
        await AskAsync<bool>("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))");
    }

    /// <summary>What a script says in the page. The driver would wait without end: a browser that stands still is told of, with the page.</summary>
    public async Task<T> AskAsync<T>(string script)
    {
        try
        {
            return await page.EvaluateAsync<T>(script).WaitAsync(TimeSpan.FromMilliseconds(Browser.Patience), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{Path} does not answer: {script}", e);
        }
    }

    /// <summary>Keeps a picture of the page, or of what is in sight, among the artefacts.</summary>
    public Task ShootAsync(string name, bool fullPage = true) => page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(Repository.Screenshots, name + ".png"), FullPage = fullPage, Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void OnConsole(object? sender, IConsoleMessage message)
    {
        if (message.Type == "error") _complaints.Add(message.Text);
    }

    private void OnError(object? sender, string error) => _complaints.Add(error);
}
