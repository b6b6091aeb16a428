using System.Text.RegularExpressions;

namespace Quern.Architecture.Tests.Docs;

/// <summary>Each code that a user can meet has a page, docs/errors/QRNxxxx.md, and each page has a code.</summary>
public sealed class ErrorPageTests
{
    private static readonly Regex Code = new(@"QRN\d{4}");

    private static readonly HashSet<string> Used =
    [
        .. Repository.WithExtension(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(Repository.Lines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Code.Matches(line))
            .Select(match => match.Value),
    ];

    private static readonly string[] Pages = [.. Repository.Files.Where(file => Regex.IsMatch(file, @"^docs/errors/QRN\d{4}\.md$"))];

    [Fact]
    public void Codes_InSource_HaveAPage() =>
        Used.Select(code => $"docs/errors/{code}.md").Except(Pages).Order(StringComparer.Ordinal).ShouldBeNone("Write the page:");

    [Fact]
    public void Pages_AreFor_CodesInSource() =>
        Pages.Except(Used.Select(code => $"docs/errors/{code}.md")).ShouldBeNone("No source gives this code any more:");

    // Siblings alike: what it means, what to do.
    [Fact]
    public void Pages_Share_OneShape() =>
        Pages.Where(page => !HasShape(page)).ShouldBeNone("Give it '# CODE: what is wrong', then '## What it means' and '## What to do':");

    private static bool HasShape(string page)
    {
        var lines = Repository.Lines(page);
        return lines[0].StartsWith($"# {Path.GetFileNameWithoutExtension(page)}: ", StringComparison.Ordinal)
            && lines.Contains("## What it means") && lines.Contains("## What to do");
    }
}
