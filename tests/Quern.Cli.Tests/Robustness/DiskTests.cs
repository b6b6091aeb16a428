using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Robustness;

public sealed class DiskTests(ProjectTemplates templates)
{
    [Fact]
    public void FullDisk_OfATrainingSet_IsSaid_AndNothingIsLeft()
    {
        using var project = templates.Flights();
        using var disk = new SmallDisk(project.PathOf("out"), "1m");
        string[] train = ["training-set", "late_flight", "--spine-sql", "SELECT * FROM 'data/labels.parquet' LIMIT 60000", "--out", "out/train.parquet"];
        project.Quern(train).ShouldComplain("QRN3104", "output 'out/train.parquet' cannot be written: the disk is full", "Free some space");
        project.Names("out").ShouldBeEmpty();

        disk.Change("size=200m");
        project.Quern(train).Succeeded();
        project.Names("out").ShouldBe(["train.parquet", "train.parquet.manifest.json", "train.parquet.profile"]);
    }

    [Fact]
    public void FullDisk_OfOnlineState_IsSaid_AndTheRunGoesOnWhenThereIsRoom()
    {
        using var project = templates.Flights();
        using var disk = new SmallDisk(project.PathOf(".quern/online"), "3m");
        string[] materialize = ["materialize", "--to", "2001-03-01"];
        project.Quern(materialize).ShouldComplain("QRN4005", "disk of online store", "is full", "it goes on where it stopped");

        disk.Change("size=500m");
        project.Quern(materialize).Succeeded();
        project.Quern("get", "late_flight", "origin=ORD", "destination=LGA").Succeeded().ShouldContain("Chicago");
    }

    [Fact]
    public void FullDisk_OfTheRegistry_LeavesWhatWasApplied()
    {
        using var project = templates.Shop();
        project.Append("Shop.cs", "// Another assembly.");
        project.Quern("plan").Succeeded();
        using var before = new TempFolder();
        CopyAll(project.PathOf(".quern/registry"), before.Path);
        using var disk = new SmallDisk(project.PathOf(".quern/registry"), "100k");
        CopyAll(before.Path, project.PathOf(".quern/registry"));
        Fill(project.PathOf(".quern/registry/ballast"));
        project.Quern("apply").ShouldComplain("QRN2010", "registry folder", "cannot be written");
        project.Quern("history").Succeeded().ShouldNotContain("    2  ");
        File.Delete(project.PathOf(".quern/registry/ballast"));
        project.Quern("apply").Succeeded().ShouldContain("commit 2");
    }

    [Fact]
    public void ReadOnlyFolder_IsSaidByEveryCommandThatWrites()
    {
        using var project = templates.Shop();
        using var output = new SmallDisk(project.PathOf("out"), "1m");
        using var online = new SmallDisk(project.PathOf(".quern/online"), "10m");
        output.Change("ro");
        online.Change("ro");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "out/train.csv").ShouldComplain("QRN3103", "output 'out/train.csv' cannot be written");
        project.Quern("materialize").ShouldComplain("QRN4002", "may not be written");
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Fill(string path)
    {
        try
        {
            using var file = File.OpenWrite(path);
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }
}
