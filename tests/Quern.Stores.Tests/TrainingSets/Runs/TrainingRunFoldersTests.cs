using Quern.Engine.TrainingSets;
using Quern.Engine.TrainingSets.Runs;
using Quern.Stores.TrainingSets.Runs;

namespace Quern.Stores.Tests.TrainingSets.Runs;

public sealed class TrainingRunFoldersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-runs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_IsTheSame_ForTheNextProcess_ButForItsProgress()
    {
        var run = new TrainingRun
        {
            Id = "a", Service = "s", Features = [], Rows = 7, Output = "result.csv", Status = RunStatus.Failed, Progress = new("reading", 1, 2),
            Submitted = new(2024, 5, 1, 12, 0, 0, 123, 456, TimeSpan.Zero), Started = new(2024, 5, 1, 12, 0, 1, TimeSpan.Zero),
            Findings = [new("QRN3020", "source 'x' is gone", "looked there", "bring it"), new("QRN3022", "é", Severity: Severity.Warning)],
            Manifest = new()
            {
                Quern = "0", Commit = 3, Features = ["a:b"], Definitions = new Dictionary<string, string> { ["v"] = "h" }, Sources = new Dictionary<string, string> { ["x"] = "y" }, SpineSnapshot = "z", TimeColumn = "t",
                AsKnown = true, Statuses = false, OnBadRow = "fail", Seed = 0, PartRows = 1, Rows = 7, BadRows = 0, LeakCheckRows = 7, Columns = [new ColumnReport("f", "int64", 2)], OutputHash = "o",
            },
        };
        using (var first = new TrainingRunFolders(_folder.FullName)) first.Save(run);
        using var next = new TrainingRunFolders(_folder.FullName);
        var read = next.Load().Single();
        read.Findings.ShouldBe(run.Findings);
        read.Manifest!.Columns.ShouldBe(run.Manifest.Columns);
        read.Manifest.Definitions["v"].ShouldBe("h");
        (read with { Findings = run.Findings, Manifest = run.Manifest, Features = run.Features }).ShouldBe(run with { Progress = null });
        next.Remove("a");
        next.Remove("a");
        next.Load().ShouldBeEmpty();
        Directory.GetDirectories(_folder.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void FolderWithoutAState_OrWithABrokenOne_IsSwept()
    {
        using var folders = new TrainingRunFolders(_folder.FullName);
        File.WriteAllText(Path.Combine(folders.Open("half"), "labels.parquet"), "");
        File.WriteAllText(Path.Combine(folders.Open("broken"), "run.json"), "{");
        File.WriteAllText(Path.Combine(folders.Open("moved"), "run.json"), """{"id":"elsewhere","output":"x","submitted":"2024-05-01T12:00:00Z"}""");
        folders.Load().ShouldBeEmpty();
        Directory.GetDirectories(_folder.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Folder_IsOneProcesss_AtATime()
    {
        using (new TrainingRunFolders(_folder.FullName))
            Should.Throw<QuernException>(() => new TrainingRunFolders(_folder.FullName)).Findings[0].Code.ShouldBe("QRN5110");
        using var next = new TrainingRunFolders(_folder.FullName);
        next.Load().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("labels.csv", null)]
    [InlineData("data/2024/labels.parquet", null)]
    [InlineData("/data/labels.csv", "It is not relative to the project's folder.")]
    [InlineData("s3://bucket/labels.csv", "It is in object storage, all of which the server's key may read.")]
    [InlineData("data/../../labels.csv", "It leads upwards.")]
    [InlineData("data\\..\\..\\labels.csv", "It leads upwards.")]
    [InlineData(".quern/registry/x.csv", "What begins with a point is not data.")]
    [InlineData("link/x.csv", "'link' is a link, which may lead out of the project.")]
    [InlineData("", "It is no path.")]
    public void Spine_IsBelowTheProject(string path, string? refusal)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), Path.GetTempPath());
        SpinePath.Refusal(path, _folder.FullName).ShouldBe(refusal);
    }
}
