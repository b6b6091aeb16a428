using System.Text.Json;

namespace Quern.Cli.Tests.Commands;

public sealed class InitCommandTests
{
    [Fact]
    public void NewProject_GoesThroughTheWholeLoop_AsItIs()
    {
        using var temp = new TempFolder();
        // As in a clone of Quern, or any other repository with rules of its own.
        File.WriteAllText(Path.Combine(temp.Path, "Directory.Build.props"), "<Project><PropertyGroup><TreatWarningsAsErrors>true</TreatWarningsAsErrors><GenerateDocumentationFile>true</GenerateDocumentationFile></PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(temp.Path, "Directory.Packages.props"), "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup></Project>");
        QuernProcess.Quern(temp.Path, "init", "late-flights").Succeeded().ShouldContain("cd late-flights");
        var project = Path.Combine(temp.Path, "late-flights");

        QuernProcess.Quern(project, "plan").Succeeded().ShouldContain("Plan: 7 to add, 0 to change, 0 to remove.");
        QuernProcess.Quern(project, "apply").Succeeded().ShouldContain("Applied as commit 1.");
        QuernProcess.Quern(project, "training-set", "late_flight", "--spine", "data/labels.csv", "--out", "train.csv").Succeeded().ShouldContain("leak check: ok");
        File.ReadAllLines(Path.Combine(project, "train.csv")).Length.ShouldBe(61);
        QuernProcess.Quern(project, "materialize").Succeeded().ShouldContain("airport_delays");

        var vector = JsonDocument.Parse(QuernProcess.Quern(project, "get", "late_flight", "airport=OSL", "--json").Succeeded()).RootElement.GetProperty("features").EnumerateArray()
            .ToDictionary(feature => feature.GetProperty("name").GetString()!, feature => feature.GetProperty("value"));
        vector["city"].GetString().ShouldBe("Oslo");
        vector["departures_7d"].GetInt64().ShouldBeInRange(68, 72);

        QuernProcess.Run(project, "test").Succeeded().ShouldContain("succeeded: 3");
        QuernProcess.Quern(project, "plan").Succeeded().ShouldContain("No changes.");
    }

    [Fact]
    public void EmptyProject_PlansAndTests_AsItIs()
    {
        using var temp = new TempFolder();
        QuernProcess.Quern(temp.Path, "init", "bare", "--template", "empty").Succeeded();
        var project = Path.Combine(temp.Path, "bare");
        QuernProcess.Quern(project, "plan").Succeeded().ShouldContain("Nothing is defined.");
        QuernProcess.Run(project, "test").Succeeded().ShouldContain("succeeded: 1");
    }

    [Fact]
    public void ProjectFromGit_BuiltBeforeQuernIsKnown_SaysWhatToDo()
    {
        using var temp = new TempFolder();
        QuernProcess.Quern(temp.Path, "init", "cloned").Succeeded();
        var project = Path.Combine(temp.Path, "cloned");
        Directory.Delete(Path.Combine(project, ".quern"), recursive: true);

        var build = QuernProcess.Run(project, "build", "-tl:off");
        build.Failed();
        build.Output.ShouldContain("run 'quern plan' once");
        QuernProcess.Quern(project, "plan").Succeeded();
        QuernProcess.Run(project, "build", "-tl:off").Succeeded();
    }

    [Fact]
    public void Git_TakesTheRegistry_AndNothingElseThatQuernMakes()
    {
        using var temp = new TempFolder();
        QuernProcess.Quern(temp.Path, "init", "kept").Succeeded();
        var project = Path.Combine(temp.Path, "kept");
        QuernProcess.Quern(project, "apply").Succeeded();
        QuernProcess.Quern(project, "materialize").Succeeded();
        Directory.CreateDirectory(Path.Combine(project, ".quern", "quarantine"));
        File.WriteAllText(Path.Combine(project, ".quern", "quarantine", "train.ndjson"), "{}");

        QuernProcess.Git(project, "init", "-q").Succeeded();
        var taken = QuernProcess.Git(project, "ls-files", "--others", "--exclude-standard", ".quern").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        taken.ShouldNotBeEmpty();
        taken.ShouldAllBe(file => file.StartsWith(".quern/registry/"));
        taken.ShouldContain(".quern/registry/commits/000001.json");
        taken.ShouldContain(file => file.EndsWith(".dll"));
    }

    [Fact]
    public void Folder_ThatIsNotEmpty_IsLeftAlone()
    {
        using var temp = new TempFolder();
        File.WriteAllText(Path.Combine(temp.Path, "mine.txt"), "mine");
        QuernProcess.Quern(temp.Path, "init", ".").Failed().ShouldContain("QRN6030");
        Directory.GetFileSystemEntries(temp.Path).ShouldBe([Path.Combine(temp.Path, "mine.txt")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9lives")]
    [InlineData("a b")]
    [InlineData("é")]
    public void Name_ThatCannotBeAProjects_IsRefused(string name)
    {
        using var temp = new TempFolder();
        QuernProcess.Quern(temp.Path, "init", name).Failed().ShouldContain("QRN6031");
        Directory.GetFileSystemEntries(temp.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Template_ThatDoesNotExist_IsRefusedWithThoseThatDo()
    {
        using var temp = new TempFolder();
        QuernProcess.Quern(temp.Path, "init", "x", "--template", "rides").Failed().ShouldContain("flights");
    }
}
