using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

/// <summary>Several features of one on-demand method, from the definition to a training set, a vector and its explanation.</summary>
public sealed class SeveralOutputsTests(ProjectTemplates templates)
{
    private static readonly string[] Names = ["spent_1d", "share", "points", "word", "half", "is_much"];

    [Fact]
    public void TrainingSet_HasWhatIsServed_AndExplained()
    {
        using var project = templates.Shop();
        project.Append("Shop.cs", ShopFiles.Definitions("Scores"));
        var plan = project.Quern("plan").Succeeded();
        plan.ShouldContain("+ on-demand  rated                    half, is_much from share, word");
        plan.ShouldContain("+ on-demand  scored                   share, points, word from basket, spent_1d, purchases_1d");
        project.Quern("apply").Succeeded();
        project.Quern("apply").Succeeded().ShouldContain("No changes.");

        project.Write("labels.csv", "customer,event_timestamp,basket", "ann,2024-01-02T10:00:00Z,40", "bob,2024-01-02T10:00:00Z,2", "ann,2024-01-02T10:00:00Z,-1", "eve,2024-01-02T10:00:00Z,1");
        project.Quern("training-set", "scores", "--spine", "labels.csv", "--out", "train.csv", "--statuses").Succeeded();
        var rows = project.Read("train.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        rows[1][3..].ShouldBe(["30.5", "PRESENT", "1.3114754098360655", "PRESENT", "20", "PRESENT", "much", "PRESENT", "0.6557377049180327", "PRESENT", "true", "PRESENT"]);
        rows[3][5..].ShouldBe(["", "FAILED", "", "FAILED", "", "FAILED", "", "NULL_VALUE", "false", "PRESENT"]);

        project.Quern("materialize", "--to", "2024-01-02T10:00:00Z").Succeeded();
        foreach (var row in rows[1..])
        {
            var served = JsonDocument.Parse(project.Quern("get", "scores", $"customer={row[0]}", $"basket={row[2]}", "--at", "2024-01-02T10:00:00Z", "--json").Succeeded()).RootElement.GetProperty("features");
            served.EnumerateArray().Select(feature => feature.GetProperty("name").GetString()).ShouldBe(Names);
            served.EnumerateArray().Select(feature => Text(feature.GetProperty("value"))).ShouldBe(Names.Select((_, i) => WithoutPoint(row[3 + 2 * i])));
        }

        var explained = project.Quern("explain", "scores", "customer=ann", "basket=40", "--at", "2024-01-02T10:00:00Z").Succeeded();
        explained.ShouldContain("""
              word = "much"  PRESENT, from history
                Word, computed by ScoreFeatures.Scored(basket: 40.0, spent_1d: 30.5, purchases_1d: 2)
            """);
    }

    // A whole real is 4.0 in CSV and 4 in JSON.
    private static string WithoutPoint(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    [Fact]
    public void OutputThatGoes_IsRefused_UntilItIsAllowed()
    {
        using var project = templates.Shop();
        project.Append("Shop.cs", ShopFiles.Definitions("Scores"));
        project.Quern("apply").Succeeded();
        project.Replace("Shop.cs", "(double? Half, bool IsMuch) Rated(double? share, string? word) => (share / 2, word == \"much\")", "(double? Half, long Much) Rated(double? share, string? word) => (share / 2, 1)");
        project.Quern("apply").ShouldComplain("QRN2002", "on-demand feature 'is_much' would be removed, and service 'scores' returns it", "--allow-breaking rated");
        project.Quern("apply", "--allow-breaking", "is_much").Succeeded().ShouldContain("outputs: + much");
    }
}
