namespace Quern.Docs.Tests.Pages;

public sealed class FenceTests
{
    private static readonly string[] Known = ["csharp", "console", "mermaid", "text", "json", "xml"];

    [Fact]
    public void Fences_SayWhatTheyAre() =>
        Page.All.SelectMany(page => page.Fences.Where(fence => !Known.Contains(fence.Language)).Select(fence => $"{page.Path}:{fence.Line}: '{fence.Language}'"))
            .ShouldBeEmpty("csharp is compiled, console is run, mermaid is drawn; text, json and xml are none of these");

    [Fact]
    public void ConsoleFences_BeginWithACommand() =>
        Page.All.SelectMany(page => page.Of("console").Where(fence => fence.Lines is [] || !fence.Lines[0].StartsWith("$ ", StringComparison.Ordinal)).Select(fence => $"{page.Path}:{fence.Line}"))
            .ShouldBeEmpty("write '$ ' before what is typed, or make it a text fence");
}
