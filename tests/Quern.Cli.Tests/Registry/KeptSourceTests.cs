using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Registry;

/// <summary>What is kept of a project with its compiled definitions: its sources, unless it says otherwise, and nothing of the machine.</summary>
public sealed class KeptSourceTests(ProjectTemplates templates)
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void Sources_AreKept_WithoutWhatIsGenerated_AndWithoutAPathOfTheMachine()
    {
        using var project = templates.Shop();
        var assembly = Kept(project);
        var (documents, kept) = Documents(assembly);
        documents.ShouldContain("/_/Shop.cs");
        documents.ShouldAllBe(name => name.StartsWith("/_/", StringComparison.Ordinal));
        kept.ShouldBe(["/_/Shop.cs"]);
        Encoding.Latin1.GetString(assembly).ShouldNotContain(Path.GetTempPath().TrimEnd('/') + "/");

        // Elsewhere, and with what git knows of the folder: the same bytes.
        using var other = new TestProject();
        ShopFiles.Write(other.Folder, "Shop");
        Directory.CreateDirectory(other.PathOf(".git/refs/heads"));
        Directory.CreateDirectory(other.PathOf(".git/objects"));
        other.Write(".git/HEAD", "ref: refs/heads/main");
        other.Write(".git/refs/heads/main", "0123456789012345678901234567890123456789");
        other.Quern("apply").Succeeded();
        Kept(other).ShouldBe(assembly);
    }

    [Fact]
    public void Project_ThatKeepsItsSourcesToItself_HasItsWay()
    {
        using var project = templates.Shop();
        project.Replace("Shop.csproj", "<PropertyGroup>", "<PropertyGroup><EmbedAllSources>false</EmbedAllSources>");
        project.Quern("apply").Succeeded().ShouldContain("only the compiled code has changed");
        Documents(Kept(project)).Kept.ShouldBeEmpty();
    }

    private static byte[] Kept(TestProject project) =>
        File.ReadAllBytes(new DirectoryInfo(project.PathOf(".quern/registry/objects")).EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc)!.FullName);

    private static (string[] All, string[] Kept) Documents(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        using var provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        var reader = provider.GetMetadataReader();
        return ([.. reader.Documents.Select(Name)], [.. reader.Documents.Where(HasSource).Select(Name)]);

        string Name(DocumentHandle handle) => reader.GetString(reader.GetDocument(handle).Name);
        bool HasSource(DocumentHandle handle) => reader.GetCustomDebugInformation(handle).Any(more => reader.GetGuid(reader.GetCustomDebugInformation(more).Kind) == EmbeddedSource);
    }
}
