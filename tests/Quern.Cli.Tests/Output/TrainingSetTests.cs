using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

public sealed class TrainingSetTests(ProjectTemplates templates)
{
    private static readonly string[] Train = ["training-set", "checkout", "--spine", "labels.csv"];

    [Fact]
    public void SameCommandTwice_OnOneCoreOrAll_GivesTheSameBytes()
    {
        using var project = templates.Flights();
        string[] train = ["training-set", "late_flight", "--spine-sql", "SELECT * FROM 'data/labels.parquet' ORDER BY ALL LIMIT 20000", "--out"];
        project.Quern([.. train, "one.parquet"]).Succeeded();
        project.Quern([.. train, "two.parquet"]).Succeeded();
        QuernProcess.QuernOnOneCore(project.Folder, [.. train, "three.parquet"]).Succeeded();
        project.Bytes("two.parquet").ShouldBe(project.Bytes("one.parquet"));
        project.Bytes("three.parquet").ShouldBe(project.Bytes("one.parquet"));
    }

    [Fact]
    public void Manifest_MakesTheSameBytesAgain_AndTellsWhatHasChanged()
    {
        using var project = templates.Shop();
        project.Quern([.. Train, "--out", "train.csv", "--statuses", "--as-known"]).Succeeded();
        var first = project.Bytes("train.csv");
        File.Delete(project.PathOf("train.csv"));
        project.Quern("training-set", "--manifest", "train.csv.manifest.json").Succeeded().ShouldContain("the same bytes as before");
        project.Bytes("train.csv").ShouldBe(first);

        project.Append("data/purchases.csv", "2024-01-01T13:00:00Z,ann,1,1");
        project.Append("labels.csv", "2024-01-02T10:00:00Z,bob,10,0");
        project.Quern("training-set", "--manifest", "train.csv.manifest.json").ShouldComplain("QRN6022", "source 'purchases' is not what it was", "spine 'labels.csv' is not what it was").ShouldNotContain("profiles");
        project.Bytes("train.csv").ShouldBe(first);
        project.Quern("training-set", "--manifest", "labels.csv").ShouldComplain("QRN6021", "is not the manifest of a training set");
    }

    [Fact]
    public void Explain_ListsTheEventsThatMadeEachValue_AndWritesNothing()
    {
        using var project = templates.Shop();
        var before = project.Names();
        var text = project.Quern([.. Train, "--explain", "2"]).Succeeded();
        text.ShouldContain("spending:spent_lifetime = 30.5  (PRESENT, from 2 events)");
        text.ShouldContain("2024-01-02T09:00:00Z: 20");
        text.ShouldContain("customer_profile:city = Oslo  (PRESENT, from 1 event)");
        project.Names().ShouldBe(before);
        project.Quern([.. Train, "--explain", "5"]).ShouldComplain("QRN3005", "has no row 5", "from 1 to 4");
    }

    [Fact]
    public void Statuses_FollowEachFeature_InCsv()
    {
        using var project = templates.Shop();
        project.Quern([.. Train, "--out", "train.csv", "--statuses"]).Succeeded();
        var lines = File.ReadAllLines(project.PathOf("train.csv"));
        lines[0].ShouldStartWith("event_timestamp,customer,basket,label,spent_1d,spent_1d__status,spent_lifetime,spent_lifetime__status");
        lines[1].ShouldBe("2024-01-02 09:00:00+00,ann,5.25,1,10.5,PRESENT,10.5,PRESENT,1,PRESENT,1,PRESENT,2,PRESENT,2,PRESENT,Oslo,PRESENT,0.5,PRESENT");
        lines[4].ShouldBe("2024-01-02 10:00:00+00,zoe,10.0,0,,NULL_VALUE,,NULL_VALUE,0,PRESENT,0,PRESENT,,NULL_VALUE,,NULL_VALUE,,NOT_FOUND,,NULL_VALUE");
    }

    [Fact]
    public void SpineBySql_KeepsItsOrderAndColumns()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "lenient", "--spine-sql", "SELECT customer, event_timestamp, label AS y FROM 'labels.csv' ORDER BY customer DESC", "--out", "train.csv").Succeeded();
        var lines = File.ReadAllLines(project.PathOf("train.csv"));
        lines[0].ShouldBe("customer,event_timestamp,y,spent_lifetime,purchases_lifetime");
        lines[1..].Select(line => line.Split(',')[0]).ShouldBe(["", "zoe", "ann", "ann"], ignoreOrder: true);
        lines.Length.ShouldBe(5);
    }
}
