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

    [Theory]
    [InlineData("""{}""", "QRN6101", "'triggers' is not a list")]
    [InlineData("""[{ "view": "spending", "webhok": "https://example.com" }]""", "QRN6101", "'triggers[0].webhook' is missing")]
    [InlineData("""[{ "view": "spending", "webhook": "example.com/hook" }]""", "QRN6101", "'triggers[0].webhook' is no address")]
    [InlineData("""[{ "view": "spending", "webhook": "https://example.com", "headers": { "A": "env:QUERN_NOT_SET" } }]""", "QRN6103", "'triggers[0].headers.A' is to come from the environment's variable 'QUERN_NOT_SET', which is not set")]
    public void TriggersThatAreBroken_AreSaidByServe(string triggers, string code, string complaint)
    {
        using var project = templates.Shop();
        project.Write("quern.json", $$"""{ "project": "shop", "triggers": {{triggers}} }""");
        project.Quern("serve", "--url", "http://127.0.0.1:0").ShouldComplain(code, complaint);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("""{ "checkout": 0 }""", "'limits.checkout' is not a number of reads")]
    [InlineData("""{ "checkout": "4" }""", "'limits.checkout' is not a number of reads")]
    public void LimitsThatAreBroken_AreSaid(string limits, string complaint = "limits")
    {
        using var project = templates.Shop();
        project.Write("quern.json", $$"""{ "project": "shop", "limits": {{limits}} }""");
        project.Quern("status").ShouldComplain("QRN6101", complaint);
    }

    [Fact]
    public void FolderThatIsNoProject_IsSaid()
    {
        using var folder = new TempFolder();
        QuernProcess.Quern(folder.Path, "plan").ShouldComplain("QRN6001", "no project in", "quern init");
    }
}
