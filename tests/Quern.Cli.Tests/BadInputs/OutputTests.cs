using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class OutputTests(ProjectTemplates templates)
{
    [Theory]
    [InlineData("data", "QRN3100", "of no format")]
    [InlineData("folder.csv", "QRN3101", "'folder.csv' is a folder")]
    [InlineData("nowhere/train.csv", "QRN3102", "its folder does not exist")]
    [InlineData("train.xlsx", "QRN3100", "of no format")]
    [InlineData("labels.csv", "QRN3107", "is the spine itself")]
    public void OutputThatCannotBe_IsRefusedBeforeAnyWork(string path, string code, string text)
    {
        using var project = templates.Shop();
        Directory.CreateDirectory(project.PathOf("folder.csv"));
        var before = project.Names();
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", path).ShouldComplain(code, text);
        project.Names().ShouldBe(before);
    }

    [Fact]
    public void FileThatWasThere_StaysWhenTheRunFails()
    {
        using var project = templates.Shop();
        project.Write("train.csv", "mine");
        project.Replace("data/purchases.csv", "10.5", "ten");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").ShouldComplain("QRN3010", "'ten'");
        project.Read("train.csv").ShouldBe("mine\n");
        project.Names().ShouldNotContain(name => name.StartsWith(".train"));
    }
}
