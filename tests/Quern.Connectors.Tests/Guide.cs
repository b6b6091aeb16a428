using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Tests;

/// <summary>What the guide shows of feeds.</summary>
internal static class Guide
{
    /// <summary>The feed in the first settings of a page, which must be sound.</summary>
    public static (string Stream, IFeedSource Feed) FeedOf(string page)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quern.slnx"))) folder = Path.GetDirectoryName(folder)!;
        var text = File.ReadAllText(Path.Combine(folder, "docs", "guide", page));
        using var json = JsonDocument.Parse(text.Split("```json")[1].Split("```")[0], new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var findings = new List<Finding>();
        var (stream, feed) = FeedSettings.Read(json.RootElement.GetProperty(FeedSettings.Name), findings).ShouldHaveSingleItem();
        findings.ShouldBeEmpty();
        return (stream, feed);
    }
}
