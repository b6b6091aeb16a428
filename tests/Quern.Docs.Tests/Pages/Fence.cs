namespace Quern.Docs.Tests.Pages;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands after the opening fence.</param>
/// <param name="Line">The number of its first line of content, from 1.</param>
/// <param name="Lines">Its content.</param>
internal sealed record Fence(string Language, int Line, IReadOnlyList<string> Lines)
{
    private const string Mark = "```";

    public static IEnumerable<Fence> In(IReadOnlyList<string> page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            if (!page[at].StartsWith(Mark, StringComparison.Ordinal)) continue;
            var first = at + 1;
            while (++at < page.Count && page[at] != Mark) { }
            yield return new(page[first - 1][Mark.Length..].Trim(), first + 1, [.. page.Skip(first).Take(at - first)]);
        }
    }
}
