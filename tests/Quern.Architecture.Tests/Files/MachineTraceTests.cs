using System.Text.RegularExpressions;

namespace Quern.Architecture.Tests.Files;

/// <summary>The repository builds anywhere: it names no folder of a machine it was written on and no registry of its own.</summary>
public sealed class MachineTraceTests
{
    private static readonly string[] Text =
        [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".txt", ".yml", ".yaml", ".toml", ".ts", ".tsx", ".py", ".sh", ".html", ".css"];

    // Home folders of anybody, and this machine's own: where the clone lies, unless in a temporary folder, and the user's home.
    private static readonly Regex Folder = new(
        @"(?<![\w.])(/home/[a-z]|/Users/[A-Za-z]|[A-Z]:\\Users\\" + string.Concat(Here().Select(folder => "|" + Regex.Escape(folder))) + ")");

    private static readonly Regex Registry = new("\"resolved\": \"http|^\\s*(@[\\w-]+:)?registry\\s*=|<packageSources>", RegexOptions.Multiline);

    [Fact]
    public void Files_Name_NoFolderOfAMachine() =>
        Repository.WithExtension(Text).Concat(Repository.Scripts)
            .SelectMany(file => Repository.Lines(file).Select((line, index) => (file, line, number: index + 1)))
            .Where(found => Folder.IsMatch(found.line))
            .Select(found => $"{found.file}:{found.number}: {found.line.Trim()}")
            .ShouldBeNone("A path of one machine:");

    [Fact]
    public void Files_Name_NoRegistry() =>
        Repository.Files.Where(file => Path.GetFileName(file).ToLowerInvariant() is "package-lock.json" or ".npmrc" or "nuget.config" or "packages.lock.json")
            .Where(file => Registry.IsMatch(Repository.Text(file)))
            .ShouldBeNone("Where packages come from is the machine's own setting:");

    private static IEnumerable<string> Here() =>
        new[] { Path.GetDirectoryName(Repository.Root), Environment.GetEnvironmentVariable("HOME") }
            .Where(folder => folder is { Length: > 1 } && folder.TrimEnd('/') != Path.GetTempPath().TrimEnd('/'))
            .Select(folder => folder!.TrimEnd('/') + "/");
}
