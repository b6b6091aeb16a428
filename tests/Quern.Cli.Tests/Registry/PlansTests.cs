using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Registry;

public sealed class PlansTests(ProjectTemplates templates)
{
    [Fact]
    public void OpenPlan_IsListedShownAndApplied_WithoutCompilingAgain()
    {
        using var project = templates.Shop();
        project.Quern("plans").Succeeded().ShouldContain("No plan is open");
        project.Quern("plan", "--open").Succeeded().ShouldNotContain("Opened");
        Change(project);
        project.Quern("plan", "--open", "-m", "twice", "--allow-breaking", "spending").Succeeded().ShouldContain("Opened as plan 1");
        project.Quern("history").Succeeded().ShouldNotContain("twice");
        project.Quern("plans").Succeeded().ShouldContain("twice");
        var shown = project.Quern("plans", "show", "1").Succeeded();
        shown.ShouldContain("~ view       spending");
        shown.ShouldContain("'spending' may break what depends on it");

        project.Append("Shop.cs", "this does not compile");
        project.Quern("apply", "--plan", "1").Succeeded().ShouldContain("Applied plan 1 as commit 2.");

        project.Quern("get", "checkout", "customer=ann", "--at", "2024-01-03").Succeeded().ShouldContain("spent_lifetime      61");
        project.Quern("history").Succeeded().ShouldContain("twice");
        project.Quern("plans", "show", "1").Succeeded().ShouldContain("Applied as commit 2");
        project.Quern("apply", "--plan", "1").ShouldComplain("QRN2012", "was applied as commit 2");
    }

    [Fact]
    public void PlanThatCouldNotBeApplied_IsNotOpened_AndOneThatIsStale_IsNotApplied()
    {
        using var project = templates.Shop();
        Change(project);
        var refused = project.Quern("plan", "--open");
        refused.ShouldComplain("QRN2001", "spending");
        refused.Output.ShouldContain("No plan was opened");

        project.Quern("plan", "--open", "--allow-breaking", "spending").Succeeded();
        project.Quern("rollback", "1").Succeeded();
        project.Quern("plans").Succeeded().ShouldContain("(stale: over commit 1, not 2)");
        project.Quern("apply", "--plan", "1").ShouldComplain("QRN2013", "commit 2 is what is applied", "quern plans close 1");
        JsonDocument.Parse(project.Quern("plans", "--json").Succeeded()).RootElement[0].GetProperty("stale").GetBoolean().ShouldBeTrue();

        JsonDocument.Parse(project.Quern("plans", "close", "1", "--json").Succeeded()).RootElement.GetProperty("closed").GetInt32().ShouldBe(1);
        JsonDocument.Parse(project.Quern("plans", "show", "1", "--json").Succeeded()).RootElement.GetProperty("ended").GetProperty("commit").ValueKind.ShouldBe(JsonValueKind.Null);
        project.Quern("plans", "close", "1").ShouldComplain("QRN2012", "plan 1 was closed");
        project.Quern("plans", "show", "2").ShouldComplain("QRN2011", "No plan is open.");
    }

    private static void Change(TestProject project) =>
        project.Replace("Shop.cs", "Spent = w.Sum(p => p.Amount), Purchases = w.Count(), Items", "Spent = w.Sum(p => p.Amount * 2), Purchases = w.Count(), Items");
}
