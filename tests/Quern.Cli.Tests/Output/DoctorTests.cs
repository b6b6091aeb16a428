using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

public sealed class DoctorTests(ProjectTemplates templates)
{
    [Fact]
    public void Project_ThatIsWell_HasAnOkForEachThing()
    {
        using var project = templates.Till();
        project.Quern("doctor").Succeeded().ShouldEndWith("All is well.\n");
        var checks = JsonDocument.Parse(project.Quern("doctor", "--json").Succeeded()).RootElement.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("subject").GetString()!, check => check.GetProperty("level").GetString());
        foreach (var subject in new[] { ".NET SDK", "library DuckDB", "library LMDB", "quern.json", "folder", "disk", "registry", "source purchases", "clock", "processes" }) checks[subject].ShouldBe("ok");
    }

    [Fact]
    public void Project_WithMuchWrong_HasALineForEach_WithWhatToDo()
    {
        using var project = templates.Till();
        File.WriteAllText(project.PathOf("quern.json"), """
            {
              "project": "till",
              "streams": { "sales": { "kafka": { "servers": "127.0.0.1:1", "topic": "sales", "group": "g", "settings": { "sasl.password": "env:NO_SUCH_VARIABLE" } } }, "purchases": { "postgres": { "connection": "postgresql://quern:topsecret@127.0.0.1:1/shop", "table": "public.p", "slot": "s", "publication": "p" } } },
              "alerts": { "to": [ { "webhook": "file:/no/such/file" } ] }
            }
            """);
        File.Delete(project.PathOf("data/purchases.csv"));
        File.WriteAllText(project.PathOf(".quern/registry/commits/000001.json"), project.Read(".quern/registry/commits/000001.json").Replace("\"time\": \"20", "\"time\": \"21", StringComparison.Ordinal));
        var ended = project.Quern("doctor");
        ended.Exit.ShouldBe(1);
        foreach (var code in new[] { "QRN6103", "QRN6120", "QRN6700", "QRN6713" }) ended.Output.ShouldContain($"{code}: ");
        ended.Output.ShouldContain("source purchases");
        ended.Output.ShouldContain("hint: ");
        (ended.Output + ended.Errors).ShouldNotContain("topsecret");
        JsonDocument.Parse(project.Quern("doctor", "--json").Output).RootElement.GetProperty("sound").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void Settings_ThatAreWrong_AreAllTold_AndTheRestIsLookedAt()
    {
        using var project = templates.Till();
        File.WriteAllText(project.PathOf("quern.json"), """{ "projekt": "till", "limits": { "a": 0 } }""");
        var ended = project.Quern("doctor");
        ended.Exit.ShouldBe(1);
        ended.Output.ShouldContain("'projekt'");
        ended.Output.ShouldContain("'limits.a'");
        ended.Output.ShouldContain("library DuckDB");
    }

    [Fact]
    public void Variables_StandForSettings_AndAreNamedWhereTheyAreWrong()
    {
        using var project = templates.Till();
        var status = JsonDocument.Parse(QuernProcess.QuernIn(project.Folder, [("Quern__project", "other")], "status", "--json").Succeeded()).RootElement;
        status.GetProperty("project").GetString().ShouldBe("other");

        (string, string)[] variables = [("QUERN__PROJECT", "5"), ("Quern__limits__checkout", "4"), ("Quern__alerts__to__0__webhook", "https://x/secret"), ("Quern__alerts__to__1__command", """["./page"]"""), ("Quern__alerts__to__10__command", """["./page"]""")];
        QuernProcess.QuernIn(project.Folder, variables, "doctor").Output.ShouldContain("QRN6701: the environment's variable 'Quern__alerts__to__10__command' stands for place '10' of 'alerts.to', which has 2");
        var well = QuernProcess.QuernIn(project.Folder, variables[..^1], "doctor").Succeeded();
        well.ShouldContain("stands for 'alerts.to[1].command'");
        well.ShouldContain("project 5, in");
        well.ShouldNotContain("secret");

        var wrong = QuernProcess.QuernIn(project.Folder, [("Quern__limits__checkout", "many"), ("Quern__project__x", "1"), ("Quern__limits____a", "1")], "status").Failed();
        wrong.ShouldContain("error QRN6101: 'limits.checkout' is not a number of reads");
        wrong.ShouldContain("The environment's variable 'Quern__limits__checkout' stands for it.");
        wrong.ShouldContain("'Quern__project__x' stands for a member of 'project'");
        wrong.ShouldContain("'Quern__limits____a' has a part without a name");
    }

    [Fact]
    public void Guide_ShowsSettings_ThatAreSound()
    {
        using var project = templates.Flights();
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quern.slnx"))) folder = Path.GetDirectoryName(folder)!;
        File.WriteAllText(project.PathOf("quern.json"), File.ReadAllText(Path.Combine(folder, "docs/guide/configuration.md")).Split("```json")[1].Split("```")[0]);
        project.Quern("status").Succeeded().ShouldStartWith("project flights");
    }
}
