using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.TrainingSets;

/// <summary>Training sets that are made in buckets and put together.</summary>
public sealed class BucketTests(ProjectTemplates templates)
{
    [Fact]
    public void Buckets_PutTogether_AreTheBytesOfTheWhole()
    {
        using var project = templates.Flights();
        string[] train = ["training-set", "late_flight", "--as-known", "--statuses", "--no-profile", "--spine-sql", "SELECT * FROM 'data/labels.parquet' ORDER BY ALL LIMIT 5000"];
        project.Quern([.. train, "--out", "whole.parquet"]).Succeeded();
        for (var bucket = 1; bucket <= 2; bucket++) project.Quern([.. train, "--out", $"part-{bucket}.parquet", "--bucket", $"{bucket}/2"]).Succeeded();
        // Each has some, and all of its entities.
        for (var bucket = 1; bucket <= 2; bucket++) new FileInfo(project.PathOf($"part-{bucket}.parquet")).Length.ShouldBeGreaterThan(20_000);
        project.Quern("merge-training-set", "part-2.parquet", "part-1.parquet", "--out", "merged.parquet").Succeeded().ShouldContain("5,000 rows of 2 buckets");
        project.Bytes("merged.parquet").ShouldBe(project.Bytes("whole.parquet"));
        project.Quern("training-set", "--manifest", "merged.parquet.manifest.json").Succeeded().ShouldContain("the same bytes as before");
    }

    [Fact]
    public void Buckets_OfASpineInCsv_AreTheBytesOfTheWhole_InCsvToo()
    {
        using var project = templates.Shop();
        string[] train = ["training-set", "checkout", "--spine", "labels.csv", "--no-profile"];
        project.Quern([.. train, "--out", "whole.csv"]).Succeeded();
        for (var bucket = 1; bucket <= 4; bucket++) project.Quern([.. train, "--out", $"part-{bucket}.parquet", "--bucket", $"{bucket}/4"]).Succeeded();
        project.Quern("merge-training-set", "part-1.parquet", "part-2.parquet", "part-3.parquet", "part-4.parquet", "--out", "merged.csv").Succeeded();
        project.Read("merged.csv").ShouldBe(project.Read("whole.csv"));
    }

    [Fact]
    public void Buckets_ThatAreNotOfOneSet_AreTold_AllAtOnce()
    {
        using var project = templates.Shop();
        string[] train = ["training-set", "checkout", "--spine", "labels.csv", "--no-profile"];
        project.Quern([.. train, "--out", "whole.parquet"]).Succeeded();
        project.Quern([.. train, "--out", "one.parquet", "--bucket", "1/3"]).Succeeded();
        project.Quern([.. train, "--out", "again.parquet", "--bucket", "1/3"]).Succeeded();
        project.Quern([.. train, "--out", "known.parquet", "--bucket", "2/3", "--as-known"]).Succeeded();
        project.Quern([.. train, "--out", "torn.parquet", "--bucket", "2/3"]).Succeeded();
        project.Append("torn.parquet", "more");
        project.Quern("merge-training-set", "one.parquet", "again.parquet", "known.parquet", "torn.parquet", "whole.parquet", "--out", "merged.parquet")
            .ShouldComplain("QRN3111", "'whole.parquet' is not a bucket", "QRN3112", "bucket 1/3 is there 2 times", "1 of 3 buckets are missing", "They are: 3.", "QRN3113", "They differ in --as-known", "QRN3114", "'torn.parquet' is not what its manifest describes");
        project.Names().ShouldNotContain("merged.parquet");
        project.Quern("merge-training-set", "nothing.parquet", "--out", "merged.parquet").ShouldComplain("QRN6021", "nothing.parquet");
    }

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("3")]
    [InlineData("a/b")]
    [InlineData("1/5000")]
    public void Bucket_ThatIsNone_IsSaid(string bucket)
    {
        using var project = templates.Shop();
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "x.parquet", "--bucket", bucket).ShouldComplain("QRN3110", $"'{bucket}' is not a bucket");
    }

    [Fact]
    public void Spine_WithAColumnOfItsOwnForPlaces_IsSaid()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "checkout", "--spine-sql", "SELECT *, 1 AS quern_row FROM 'labels.csv'", "--out", "x.parquet", "--bucket", "1/2").ShouldComplain("QRN3045", "has a column 'quern_row'");
    }
}
