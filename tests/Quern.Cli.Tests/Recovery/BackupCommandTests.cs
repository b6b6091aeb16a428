using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Recovery;

public sealed class BackupCommandTests(ProjectTemplates templates)
{
    [Fact]
    public void Commands_SayWhatTheyDid_AsLinesAndAsJson()
    {
        using var project = templates.Till();
        using var work = new TempFolder();
        project.Write("sales.ndjson", Till.Sale(1, 2.5), Till.Sale(2, 4));
        project.Quern("push", "sales", "sales.ndjson").Succeeded();
        project.Quern("backup", Path.Combine(work.Path, "one")).Succeeded().ShouldContain("2 events, the last known");
        var json = JsonDocument.Parse(project.Quern("backup", Path.Combine(work.Path, "two"), "--json").Succeeded()).RootElement;
        json.GetProperty("streams")[0].GetProperty("events").GetInt64().ShouldBe(2);
        json.GetProperty("sharedWith").GetString().ShouldBe("one");
        project.Quern("backup", "--list", work.Path).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        project.Quern("verify", Path.Combine(work.Path, "two")).Succeeded().ShouldContain("; sound");
        var restored = JsonDocument.Parse(QuernProcess.Quern(work.Path, "restore", "two", "again", "--json").Succeeded()).RootElement;
        restored.GetProperty("commit").GetInt32().ShouldBe(1);
        restored.GetProperty("missingSources")[0].GetString().ShouldBe("purchases");
        Till.Spent(project).ShouldBe((6.5, 2));
    }

    [Fact]
    public void Damage_EndsWithExitCode1_AndWhatIsWrong()
    {
        using var project = templates.Till();
        using var work = new TempFolder();
        project.Quern("backup", Path.Combine(work.Path, "one")).Succeeded();
        File.AppendAllText(Path.Combine(work.Path, "one/project/quern.json"), " ");
        var failed = QuernProcess.Quern(work.Path, "verify", "one");
        failed.Exit.ShouldBe(1);
        failed.Errors.ShouldContain("error QRN6614: file 'quern.json' of backup");
        JsonDocument.Parse(QuernProcess.Quern(work.Path, "verify", "one", "--json").Output).RootElement.GetProperty("sound").GetBoolean().ShouldBeFalse();
        QuernProcess.Quern(work.Path, "restore", "one", "again").Failed().ShouldContain("QRN6614");
        File.WriteAllText(project.PathOf(".quern/registry/commits/000001.json"), "");
        project.Quern("verify").Exit.ShouldBe(1);
    }

    [Fact]
    public void Folders_ThatAreNotFit_AreRefused_WithWhatWouldWork()
    {
        using var project = templates.Till();
        using var work = new TempFolder();
        project.Quern("backup", "inside").Failed().ShouldContain("QRN6601");
        project.Quern("backup", Path.Combine(work.Path, "one")).Succeeded();
        project.Quern("backup", Path.Combine(work.Path, "one")).Failed().ShouldContain("QRN6600");
        project.Quern("restore", Path.Combine(work.Path, "one")).Failed().ShouldContain("hint: Name a folder that is empty");
        project.Quern("restore", work.Path, Path.Combine(work.Path, "two")).Failed().ShouldContain("QRN6610");
        project.Quern("restore", Path.Combine(work.Path, "one"), Path.Combine(work.Path, "two"), "--to", "2001-01-01").Failed().ShouldContain("QRN6622");
        project.Quern("restore", Path.Combine(work.Path, "one"), Path.Combine(work.Path, "two"), "--to", "yesterday").Failed().ShouldContain("QRN6011");
    }

    [Fact]
    public void Disk_ThatIsFull_IsToldBeforeAnythingIsWritten()
    {
        using var project = templates.Till();
        using var work = new TempFolder();
        using var disk = new SmallDisk(Path.Combine(work.Path, "disk"), "200k");
        // Of what nothing is said in the room that is needed: the definitions and the log.
        project.Write("sales.ndjson", [.. Enumerable.Range(0, 2_000).Select(number => Till.Sale(number, number / 4.0))]);
        project.Quern("push", "sales", "sales.ndjson").Succeeded();
        project.Quern("backup", Path.Combine(work.Path, "disk/one")).Failed().ShouldContain("QRN6602");
        Directory.EnumerateFileSystemEntries(Path.Combine(work.Path, "disk")).ShouldBeEmpty();
        project.Quern("backup", Path.Combine(work.Path, "one")).Succeeded();
        QuernProcess.Quern(work.Path, "restore", "one", "disk/again").Failed().ShouldContain("QRN6602");
        Directory.EnumerateFileSystemEntries(Path.Combine(work.Path, "disk")).ShouldBeEmpty();
    }
}
