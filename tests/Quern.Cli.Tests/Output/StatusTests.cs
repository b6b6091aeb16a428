using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

public sealed class StatusTests(ProjectTemplates templates)
{
    [Fact]
    public void ViewsOfBothKinds_ShowTheInstantThatWasAskedFor()
    {
        using var project = templates.Shop();
        project.Quern("materialize", "--to", "2024-01-03T12:30:00Z").Succeeded();
        var views = JsonDocument.Parse(project.Quern("status", "--json").Succeeded()).RootElement.GetProperty("views").EnumerateArray()
            .ToDictionary(view => view.GetProperty("view").GetString()!, view => view.GetProperty("materializedTo").GetString());
        views.ShouldContainKey("customer_profile");
        views.ShouldContainKey("spending");
        views.Values.ShouldAllBe(instant => instant == "2024-01-03T12:30:00Z");
        project.Quern("status").Succeeded().Split('\n').Where(line => line.Contains("  view ")).ShouldAllBe(line => line.EndsWith("online to 2024-01-03T12:30:00Z"));
    }

    [Fact]
    public void View_ThatIsNotOnline_SaysSo()
    {
        using var project = templates.Shop();
        project.Quern("materialize", "customer_profile", "--to", "2024-01-03").Succeeded();
        var lines = project.Quern("status").Succeeded();
        lines.ShouldContain("online to 2024-01-03T00:00:00Z");
        lines.ShouldContain("not online: 'quern materialize'");
    }
}
