using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class SourceTests(ProjectTemplates templates)
{
    private static readonly string[] Train = ["training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv"];

    [Fact]
    public void MissingFile_IsNamedByEveryCommandThatReadsIt()
    {
        using var project = templates.Shop();
        File.Delete(project.PathOf("data/purchases.csv"));
        project.Quern("plan").ShouldComplain("QRN3020", "source 'purchases'", "'data/purchases.csv' does not exist");
        project.Quern(Train).ShouldComplain("QRN3020", "source 'purchases'");
        project.Quern("materialize").ShouldComplain("QRN3020", "source 'purchases'");
        project.Quern("status").Succeeded().ShouldContain("QRN3020: source 'purchases'");
        project.Names().ShouldNotContain(name => name.StartsWith("train.csv"));
    }

    [Fact]
    public void GlobWithoutAFile_IsSaid()
    {
        using var project = templates.Shop();
        File.Delete(project.PathOf("data/clicks/1.ndjson"));
        project.Quern("plan").ShouldComplain("QRN3021", "source 'clicks': no file matches 'data/clicks/*.ndjson'");
    }

    [Fact]
    public void WrongColumn_IsToldWithTheFilesSchemaAndTheNearestName()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "amount", "amuont");
        project.Quern("plan").ShouldComplain("QRN3023", "no column 'amount' (Purchase.Amount, float64)", "amuont (DOUBLE), items (BIGINT)", "Did you mean 'amuont'?");
    }

    [Fact]
    public void WrongType_IsToldWithTheValueThatShowsIt()
    {
        using var project = templates.Shop();
        project.Write("data/purchases.csv", "at,customer,amount,items", "2024-01-01,ann,much,1", "2024-01-02,ann,little,1");
        project.Quern("plan").ShouldComplain("QRN3024", "column 'amount' holds no float64", "'much'");
    }

    [Fact]
    public void DoubledColumn_OfASource_IsRefused()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "items", "amount");
        project.Quern("plan").ShouldComplain("QRN3026", "'data/purchases.csv' has the column 'amount' more than once");
    }

    [Fact]
    public void FileThatIsNoneOfItsFormat_IsSaid()
    {
        using var project = templates.Shop();
        File.WriteAllBytes(project.PathOf("data/purchases.csv"), [0, 1, 2, 0xFF, 0xFE, 10, 13]);
        project.Quern("plan").ShouldComplain("QRN3022", "'data/purchases.csv' cannot be read as csv");
    }
}
