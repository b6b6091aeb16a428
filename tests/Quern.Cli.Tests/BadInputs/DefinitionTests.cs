using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class DefinitionTests(ProjectTemplates templates)
{
    [Fact]
    public void DefinitionsThatDoNotCompile_AreToldByFileAndLine_AndTheOldOnesGoOn()
    {
        using var project = templates.Shop();
        project.Replace("Shop.cs", "w.Sum(p => p.Items)", "w.Sum(p => p.Itmes)");
        project.Quern("plan").ShouldComplain("QRN6005", "'Shop.cs' line", "'Itmes'", "CS1061");
        project.Quern("apply").ShouldComplain("QRN6005", "'Shop.cs' line");
        project.Quern("history").Succeeded().ShouldNotContain("    2  ");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
    }

    [Fact]
    public void DefinitionsThatMakeNoSense_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("Shop.cs", ShopFiles.Definitions("Unsound"));
        project.Write("quern.json", """{ "requireOwner": true }""");
        var errors = project.Quern("plan").ShouldComplain(
            "QRN1020",
            "view 'spending' has no owner",
            "chicken",
            "egg",
            "spnet_1d",
            "did you mean 'spent_1d'?",
            "service 'twice'");
        errors.ShouldNotContain("view 'buying' has no owner");
        errors.Split('\n').Count(line => line.StartsWith("error ")).ShouldBeGreaterThanOrEqualTo(4);
        project.Quern("apply").ShouldComplain("QRN1020");
        project.Quern("history").Succeeded().ShouldNotContain("    2  ");
    }
}
