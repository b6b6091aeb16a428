using System.Text.RegularExpressions;

namespace Quern.Architecture.Tests.Docs;

public sealed class LinkTests
{
    private static readonly Regex Link = new(@"\[[^\]]*\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)|^\[[^\]]+\]:\s*(?<target>\S+)", RegexOptions.Multiline);
    private static readonly Regex Code = new(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline);

    [Fact]
    public void Links_InMarkdown_LeadToAFile() =>
        Repository.WithExtension(".md").SelectMany(Broken).ShouldBeNone("Broken links:");

    private static IEnumerable<string> Broken(string file) =>
        Link.Matches(Code.Replace(Repository.Text(file), ""))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://") && !target.StartsWith("mailto:", StringComparison.Ordinal) && target[0] != '#')
            .Where(target => !Exists(file, Uri.UnescapeDataString(target.Split('#')[0])))
            .Select(target => $"{file}: {target}");

    private static bool Exists(string file, string target)
    {
        var path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target);
        return Path.GetFullPath(path).StartsWith(Repository.Root, StringComparison.Ordinal) && Path.Exists(path);
    }
}
