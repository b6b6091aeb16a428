namespace Quern.Docs.Tests.Pages;

/// <summary>A page of the documentation, by its path from the root of the repository.</summary>
internal sealed record Page(string Path, IReadOnlyList<Fence> Fences)
{
    private static readonly string Root = FindRoot();

    /// <summary>The pages whose examples are tested: the README and the guide.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Root, "docs/guide"), "*.md")
            .Append(System.IO.Path.Combine(Root, "README.md"))
            .Append(System.IO.Path.Combine(Root, "docs/README.md"))
            .Order(StringComparer.Ordinal)
            .Select(file => new Page(System.IO.Path.GetRelativePath(Root, file), [.. Fence.In(File.ReadAllLines(file))])),
    ];

    public static string Sample => System.IO.Path.Combine(Root, "samples/flights");

    public static TheoryData<string> With(string language) => [.. All.Where(page => page.Of(language).Any()).Select(page => page.Path)];

    public static Page At(string path) => All.Single(page => page.Path == path);

    public IEnumerable<Fence> Of(string language) => Fences.Where(fence => fence.Language == language);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Quern.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Quern.slnx");
    }
}
