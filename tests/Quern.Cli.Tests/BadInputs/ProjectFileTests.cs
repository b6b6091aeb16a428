using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class ProjectFileTests(ProjectTemplates templates)
{
    [Theory]
    [InlineData("{ \"project\": ", "is not a JSON object")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("", "is not a JSON object")]
    [InlineData("{ \"projet\": \"shop\" }", "has 'projet'")]
    [InlineData("{ \"requireOwner\": \"yes\" }", "has 'requireOwner'")]
    public void ProjectFileThatIsBroken_IsSaid(string text, string complaint)
    {
        using var project = templates.Shop();
        project.Write("quern.json", text);
        project.Quern("status").ShouldComplain("QRN6003", "quern.json'", complaint);
    }

    [Fact]
    public void FolderThatIsNoProject_IsSaid()
    {
        using var folder = new TempFolder();
        QuernProcess.Quern(folder.Path, "plan").ShouldComplain("QRN6001", "no project in", "quern init");
    }
}
