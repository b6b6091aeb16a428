using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Registry;

public sealed class ApplyTests(ProjectTemplates templates)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CompiledDefinitions_ThatAreGoneOrDamaged_AreStoredAnew(bool gone)
    {
        using var project = templates.Shop();
        foreach (var file in Directory.EnumerateFiles(project.PathOf(".quern/registry/objects")))
            if (gone) File.Delete(file);
            else File.WriteAllText(file, "garbage");
        project.Quern("materialize").ShouldComplain("QRN2008", "run 'quern apply' again");
        project.Quern("apply").Succeeded().ShouldContain("are stored anew");
        project.Quern("materialize", "--to", "2024-01-03").Succeeded();
        project.Quern("apply").Succeeded().ShouldNotContain("are stored anew");
    }

    [Fact]
    public async Task TwoAppliesAtOnce_OneWins_TheOtherIsTold()
    {
        using var project = templates.Shop();
        for (var round = 0; round < 2; round++)
        {
            // Another assembly, so that there is something to apply; a comment might compile to the same one.
            project.Append("Shop.cs", $"public static class Round{round};");
            project.Quern("plan").Succeeded();
            var both = await Task.WhenAll(Task.Run(() => project.Quern("apply", "-m", "one")), Task.Run(() => project.Quern("apply", "-m", "two")));
            var lost = both.Where(ended => ended.Exit != 0).ToArray();

            // The slower one may have started after the faster one was done: then it has nothing to apply.
            if (lost.Length == 0)
            {
                both.Count(ended => ended.Output.Contains("No changes.")).ShouldBe(1);
                continue;
            }

            lost.ShouldHaveSingleItem().ShouldComplain("QRN2005", $"applied commit {round + 2} first", "run 'quern plan'");
        }

        project.Quern("history").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
    }

    [Fact]
    public void ChangedMeaning_IsRefused_ThenAllowedByName_ThenRolledBack()
    {
        using var project = templates.Shop();
        string[] get = ["get", "checkout", "customer=ann", "--at", "2024-01-03"];
        project.Replace("Shop.cs", "Spent = w.Sum(p => p.Amount), Purchases = w.Count(), Items", "Spent = w.Sum(p => p.Amount * 2), Purchases = w.Count(), Items");
        project.Quern("apply").ShouldComplain("QRN2001", "view 'spending' would mean something else", ".Version(2)", "--allow-breaking spending");
        project.Quern("apply", "--allow-breaking", "browsing").ShouldComplain("QRN2001", "spending");
        project.Quern(get).Succeeded().ShouldContain("spent_lifetime      30.5");

        project.Quern("apply", "--allow-breaking", "spending").Succeeded().ShouldContain("Applied as commit 2.");
        project.Quern(get).Succeeded().ShouldContain("spent_lifetime      61");

        project.Quern("rollback", "1").Succeeded().ShouldContain("Commit 3 is what commit 1 was.");
        project.Quern(get).Succeeded().ShouldContain("spent_lifetime      30.5");
        project.Quern("rollback", "9").ShouldComplain("QRN2006", "The commits are 1 to 3.");
    }

    [Fact]
    public void NewVersion_LivesBesideTheOld_AndBothAreServed()
    {
        using var project = templates.Shop();
        project.Replace("Shop.cs", "    public FeatureService Lenient ", """
                public FeatureView DoubledSpending => Purchases.By(Customer, p => p.Customer).Windows("lifetime")
                    .Aggregate(w => new { Spent = w.Sum(p => p.Amount * 2) }).Named("spending").Version(2).Owner(Owner);

                public FeatureService Both => Service(Spending.Only("spent_lifetime"), DoubledSpending.As("doubled"));

                public FeatureService Lenient 
            """);
        project.Quern("plan").Succeeded().ShouldContain("+ view       spending@2");
        project.Quern("apply").Succeeded();
        project.Quern("materialize", "--to", "2024-01-03").Succeeded().ShouldContain("spending@2");
        var vector = project.Quern("get", "both", "customer=ann").Succeeded();
        vector.ShouldContain("30.5");
        vector.ShouldContain("61");
    }
}
