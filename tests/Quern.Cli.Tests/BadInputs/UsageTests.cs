using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class UsageTests(ProjectTemplates templates)
{
    private const int Features = 1_000_000;

    [Fact]
    public void NamesThatAreNotThere_AreToldWithThoseThatAre()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "chekout", "--spine", "labels.csv", "--out", "train.csv").ShouldComplain("QRN6008", "no service 'chekout'", "checkout, lenient, pages");
        project.Quern("materialize", "spendin").ShouldComplain("QRN6007", "no view 'spendin'", "spending, lenient_spending");
        project.Quern("get", "checkout", "custmer=ann").ShouldComplain("QRN6009", "'custmer=ann' names no key or field", "customer=… basket=…");
        project.Quern("get", "checkout", "customer=ann", "basket=three").ShouldComplain("QRN6009", "'basket=three' is not", "basket=0.5");
        project.Quern("get", "checkout", "customer=ann", "basket=NaN").ShouldComplain("QRN6009", "'basket=NaN' is not", "basket=0.5");
        project.Quern("get", "checkout", "basket=3").ShouldComplain("QRN6015", "join key 'customer' of service 'checkout' is not given", "'customer=' alone is a null");
        project.Quern("get", "checkout", "customer=", "--at", "2024-01-03").Succeeded().ShouldContain("NOT_FOUND");
        project.Quern("get", "checkout", "customer=ann", "--at", "never").ShouldComplain("QRN6011", "'never' is not an instant");
        project.Quern("training-set", "--features", "spending:spnt_1d", "--spine", "labels.csv", "--out", "train.csv").ShouldComplain("QRN1030", "no feature 'spnt_1d'", "did you mean 'spent_1d'?");
    }

    [Fact]
    public void CommandLineThatCannotBeRead_IsAFinding_AlsoAsJson()
    {
        using var project = templates.Shop();
        project.Quern("rollback", "x").ShouldComplain("QRN6024", "'x'", "'quern rollback --help'");
        project.Quern("plan", "-m", "why").ShouldComplain("QRN6024", "'--message' says nothing without '--open'");
        project.Quern("plan", "--open", "--graph").ShouldComplain("QRN6024", "'--graph' and '--open' go in two commands");
        project.Quern("apply", "--plan", "1", "--allow-breaking", "x").ShouldComplain("QRN6024", "'--plan' goes without '--allow-breaking'");
        project.Quern("training-set", "checkout", "--explain", "abc").ShouldComplain("QRN6024", "'abc' for option '--explain' as a whole number");
        project.Quern("serve", "--row-limit", "0").ShouldComplain("QRN6024", "--row-limit is at least 1");
        project.Quern("serve", "--key", "server.key").ShouldComplain("QRN6024", "--key needs --certificate");
        project.Quern("materialize", "--from", "2024-01-03", "--to", "2024-01-02").ShouldComplain("QRN6014", "--from 2024-01-03T00:00:00Z lies after --to, 2024-01-02T00:00:00Z");
        project.Quern("frobnicate").ShouldComplain("QRN6024", "'frobnicate'", "training-set");
        var ended = project.Quern("rollback", "x", "--json");
        ended.Exit.ShouldBe(1);
        JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings")[0].GetProperty("code").GetString().ShouldBe("QRN6024");
    }

    [Theory]
    [InlineData(',', "QRN1033", "999980 more findings")]
    [InlineData('\n', "QRN6024", "more of that kind")]
    public void MillionMisspeltFeatures_AreToldInPart(char separator, string code, string more)
    {
        using var project = templates.Shop();
        var names = string.Join(separator, Enumerable.Range(0, Features).Select(i => $"spendign:spent_{i}"));
        File.WriteAllText(project.PathOf("arguments.txt"), $"training-set\n--spine\nlabels.csv\n--out\ntrain.csv\n--features\n{names}\n");
        var errors = project.Quern("@arguments.txt").ShouldComplain(code, more);
        errors.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void NothingApplied_IsSaidByEveryCommandThatNeedsIt()
    {
        using var project = templates.Shop();
        Directory.Delete(project.PathOf(".quern/registry"), recursive: true);
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").ShouldComplain("QRN6006", "nothing is applied in project 'shop'", "quern apply");
        project.Quern("get", "checkout", "customer=ann").ShouldComplain("QRN6006");
        project.Quern("materialize").ShouldComplain("QRN6006");
        project.Quern("status").ShouldComplain("QRN6006");
        project.Quern("rollback", "1").ShouldComplain("QRN2006", "no commit 1");
        project.Quern("history").Succeeded().ShouldContain("Nothing is applied yet");
    }
}
