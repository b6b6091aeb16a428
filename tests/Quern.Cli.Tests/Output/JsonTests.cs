using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

public sealed class JsonTests(ProjectTemplates templates)
{
    [Fact]
    public void EveryCommand_SaysOneJsonDocument()
    {
        using var project = templates.Shop();
        Json(project, "plan").GetProperty("changes").GetArrayLength().ShouldBe(0);
        Json(project, "apply").GetProperty("commit").GetInt32().ShouldBe(1);
        Json(project, "history").GetArrayLength().ShouldBe(1);
        Json(project, "training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").GetProperty("rows").GetInt32().ShouldBe(4);
        Json(project, "training-set", "--manifest", "train.csv.manifest.json").GetProperty("rows").GetInt32().ShouldBe(4);
        Json(project, "training-set", "checkout", "--spine", "labels.csv", "--explain", "1").GetArrayLength().ShouldBe(7);
        Json(project, "materialize", "--to", "2024-01-03").GetProperty("views").GetArrayLength().ShouldBe(4);
        Json(project, "get", "checkout", "customer=ann").GetProperty("features").GetArrayLength().ShouldBe(8);
        Json(project, "get", "checkout", "customer=ann", "--explain").GetProperty("features").GetArrayLength().ShouldBe(7);
        Json(project, "status").GetProperty("views")[3].GetProperty("materializedTo").GetString().ShouldBe("2024-01-03T00:00:00Z");
        Json(project, "rollback", "1").GetProperty("commit").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Init_SaysWhatItMade()
    {
        using var temp = new TempFolder();
        var made = JsonDocument.Parse(QuernProcess.Quern(temp.Path, "init", "fresh", "--template", "empty", "--json").Succeeded()).RootElement;
        made.GetProperty("project").GetString().ShouldBe("fresh");
        made.GetProperty("template").GetString().ShouldBe("empty");
        made.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).ShouldAllBe(file => File.Exists(Path.Combine(made.GetProperty("folder").GetString()!, file)));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("demo", "shown")]
    public void CommandsWithoutOneResult_RefuseIt_AndDoNothing(params string[] command)
    {
        using var project = templates.Shop();
        var before = project.Names();
        var ended = project.Quern([.. command, "--json"]);
        ended.Exit.ShouldBe(1);
        JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings")[0].GetProperty("code").GetString().ShouldBe("QRN6013");
        project.Names().ShouldBe(before);
    }

    [Fact]
    public void Failures_AreFindings_OnStandardOutput()
    {
        using var project = templates.Shop();
        File.Delete(project.PathOf("data/purchases.csv"));
        foreach (var command in new[] { "plan", "apply", "materialize" })
        {
            var ended = project.Quern(command, "--json");
            ended.Exit.ShouldBe(1);
            JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings")[0].GetProperty("code").GetString().ShouldBe("QRN3020");
        }
    }

    private static JsonElement Json(TestProject project, params string[] arguments) => JsonDocument.Parse(project.Quern([.. arguments, "--json"]).Succeeded()).RootElement;
}
