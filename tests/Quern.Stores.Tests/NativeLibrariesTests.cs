namespace Quern.Stores.Tests;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void SearchFolders_WithAnOverride_BeginWithIt()
    {
        var folders = NativeLibraries.SearchFolders("/opt/quern/bin", "/elsewhere").ToList();

        folders[0].ShouldBe("/elsewhere");
        folders[1].ShouldBe("/opt/quern/bin");
    }

    [Fact]
    public void SearchFolders_WithoutAnOverride_ClimbToEveryArtifactsFolderAbove()
    {
        var folders = NativeLibraries.SearchFolders("/opt/quern/bin", null).ToList();

        folders[0].ShouldBe("/opt/quern/bin");
        folders.ShouldContain("/opt/quern/artifacts/native");
        folders[^1].ShouldBe("/artifacts/native");
    }
}
