using Quern.Cli.Tests.Projects;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Tests.Robustness;

public sealed class OnlineStoreTests(ProjectTemplates templates)
{
    private const string Data = ".quern/online/data.mdb";

    public static TheoryData<string> Damages => ["pages", "head", "cut", "other file"];

    [Theory, MemberData(nameof(Damages))]
    public void DamagedStore_IsFound_AndMendedByOneCommand(string damage)
    {
        using var project = templates.Shop();
        project.Quern("materialize", "--to", "2024-01-03").Succeeded();
        var vector = project.Quern("get", "checkout", "customer=ann").Succeeded().Split('\n')[1..];
        Damage(project.PathOf(Data), damage);

        project.Quern("get", "checkout", "customer=ann").ShouldComplain(damage is "head" or "other file" ? "QRN4003" : "QRN4006", "online store", "quern materialize --rebuild");
        project.Quern("materialize", "--to", "2024-01-03").Failed().ShouldContain("quern materialize --rebuild");
        project.Quern("materialize", "--rebuild", "--to", "2024-01-03").Succeeded().ShouldContain("is made anew");
        project.Quern("get", "checkout", "customer=ann").Succeeded().Split('\n')[1..].ShouldBe(vector);
    }

    [Fact]
    public void ChangedSource_ThatCannotBeFollowed_IsTold_UntilARebuild()
    {
        using var project = templates.Shop();
        var key = new string('k', 500);
        project.Replace("Shop.cs", "Items = w.Sum(p => p.Items) })", "Items = w.Sum(p => p.Items) }).AllowedLateness(\"2d\")");
        project.Quern("apply").Succeeded();
        project.Append("data/purchases.csv", $"2024-01-01T10:00:00Z,{key},1,1");
        project.Quern("materialize", "spending", "customer_profile", "--to", "2024-03-10").Succeeded().ShouldNotContain("the source has changed");
        project.Replace("data/purchases.csv", $"2024-01-01T10:00:00Z,{key},1,1", "2024-01-01T10:00:00Z,ann,1,1");

        var told = project.Quern("materialize", "spending", "--to", "2024-03-11").Succeeded();
        told.ShouldContain("it was read again from 2024-03-08T00:00:00Z. Events before that which came since are missing from lifetime windows until 'quern materialize spending --rebuild'");
        told.ShouldContain("1 entity with keys of more than 400 bytes stay");
        project.Quern("get", "checkout", "customer=ann").Succeeded().ShouldContain("purchases_lifetime  2");

        project.Quern("materialize", "spending", "--to", "2024-03-11", "--rebuild").Succeeded().ShouldNotContain("the source has changed");
        project.Quern("get", "checkout", "customer=ann").Succeeded().ShouldContain("purchases_lifetime  3");
    }

    [Fact]
    public void SecondMaterialization_WhileOneRuns_IsTold()
    {
        using var project = templates.Shop();
        project.Quern("materialize", "--to", "2024-01-02").Succeeded();
        using (var store = new LmdbOnlineStore(project.PathOf(".quern/online")))
        using (store.LockMaterialization())
        {
            project.Quern("materialize").ShouldComplain("QRN4007", "is being materialized by somebody else", "Wait until that run has ended");
            project.Quern("get", "checkout", "customer=ann").Succeeded();
        }

        project.Quern("materialize").Succeeded();
    }

    [Fact]
    public void InstantInTheFuture_OrViewNotOnline_IsSaid()
    {
        using var project = templates.Shop();
        project.Quern("materialize", "--to", "2300-01-01").ShouldComplain("QRN6012", "lies in the future");
        project.Quern("get", "checkout", "customer=ann").ShouldComplain("QRN4020", "view 'spending' has no online state", "quern materialize spending");
    }

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "pages": bytes.AsSpan(2 * 4096).Fill(0xFF); break;
            case "head": bytes.AsSpan(0, 2 * 4096).Fill(0xA5); break;
            case "cut": bytes = bytes[..((2 * 4096) + 100)]; break;
            default: bytes = new byte[10_000]; break;
        }

        File.WriteAllBytes(path, bytes);
    }
}
