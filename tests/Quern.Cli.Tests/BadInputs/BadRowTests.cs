using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class BadRowTests(ProjectTemplates templates)
{
    private static readonly string[] Train = ["training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv"];

    [Fact]
    public void UnparsableTimestamp_FailsWithRowAndValue_AndLeavesNothing()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "2024-01-01T12:00:00Z", "2024-13-01T12:00:00Z");
        project.Quern(Train).ShouldComplain("QRN3010", "file 'data/purchases.csv', row 2: at is '2024-13-01T12:00:00Z'", "--on-bad-row quarantine");
        project.Quern("materialize", "--to", "2024-01-03").ShouldComplain("QRN3010", "row 2");
        project.Names().ShouldNotContain(name => name.Contains("train"));
        Directory.Exists(project.PathOf(".quern/quarantine")).ShouldBeFalse();
    }

    [Fact]
    public void UnparsableTimestamp_InQuarantine_LiesInAFileToLookAt()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "2024-01-01T12:00:00Z", "2024-13-01T12:00:00Z");
        project.Quern([.. Train, "--on-bad-row", "quarantine"]).Succeeded().ShouldContain("1 bad row put aside in ");
        var row = JsonDocument.Parse(File.ReadAllLines(project.PathOf(".quern/quarantine/train.ndjson")).ShouldHaveSingleItem()).RootElement;
        row.GetProperty("file").GetString().ShouldBe("data/purchases.csv");
        row.GetProperty("row").GetInt64().ShouldBe(2);
        row.GetProperty("value").GetString().ShouldBe("2024-13-01T12:00:00Z");
        project.Read("train.csv").ShouldContain(",ann,10.0,0,30.5,30.5,");

        project.Quern("materialize", "--to", "2024-01-03", "--on-bad-row", "quarantine").Succeeded().ShouldContain("put aside in ");
        project.Quern("get", "checkout", "customer=ann").Succeeded().ShouldContain("30.5");
    }

    [Fact]
    public void LineThatIsNoJson_IsNamedBesideTheOthers()
    {
        using var project = templates.Shop();
        project.Append("data/clicks/1.ndjson", """{"at":"yesterday","customer":"x","page":"p"}""", "not json");
        string[] train = ["training-set", "pages", "--spine", "labels.csv", "--out", "train.csv"];
        project.Quern(train).ShouldComplain("QRN3010", "row 3: at is 'yesterday'", "row 4", "it is not a JSON object");
        project.Quern([.. train, "--on-bad-row", "quarantine"]).Succeeded().ShouldContain("2 bad rows");
    }

    [Fact]
    public void NonFiniteNumbers_Fail_UnlessTheViewSkipsThem()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "ann,20", "ann,NaN");
        project.Quern(Train).ShouldComplain("QRN3010", "source 'purchases', file 'data/purchases.csv', row 3: row.amount is 'NaN': it is not a finite number", ".SkipNonFinite()");
        project.Quern("materialize", "--to", "2024-01-03").ShouldComplain("QRN3010", "file 'data/purchases.csv', row 3: row.amount is 'NaN'");
        project.Quern("training-set", "lenient", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
        File.ReadAllLines(project.PathOf("train.csv"))[2].ShouldBe("2024-01-02 10:00:00+00,ann,10.0,0,10.5,2");
    }

    [Fact]
    public void NonFiniteNumber_PastALineThatIsNoRow_IsNamedBesideIt()
    {
        using var project = templates.Shop();
        project.Replace("data/purchases.csv", "2024-01-01T12:00:00Z,bob,4,1", "bob");
        project.Replace("data/purchases.csv", "ann,20", "ann,-Infinity");
        project.Quern(Train).ShouldComplain("QRN3010", "file 'data/purchases.csv', row 2: line 3 is 'bob'", "file 'data/purchases.csv', row 3: row.amount is '-Infinity'");
        project.Quern([.. Train, "--on-bad-row", "quarantine"]).Succeeded().ShouldContain($"2 bad rows put aside in '{Path.Combine(".quern", "quarantine", "train.ndjson")}'");
        File.ReadAllLines(project.PathOf(".quern/quarantine/train.ndjson")).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--as-known")]
    public void NullKnownAt_IsABadRow_HoweverTheRowsAreRead(string asKnown)
    {
        using var project = templates.Shop();
        project.Replace("Shop.cs", "source => source.EventTime(p => p.Since)", "source => source.EventTime(p => p.Since).KnownAt(p => p.Told)");
        project.Replace("Shop.cs", "    public string? City { get; init; }", "    public string? City { get; init; }\n    public DateTimeOffset? Told { get; init; }");
        project.Write("data/profiles.csv", "since,customer,city,told", "2023-12-01,ann,Rome,2023-12-02", "2024-01-02T08:00:00Z,ann,Oslo,");
        project.Quern("apply", "--allow-breaking", "customer_profile").Succeeded();
        string[] train = [.. Train, .. asKnown.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        const string Complaint = "source 'profiles', file 'data/profiles.csv', row 2: the known-at time is null";
        project.Quern(train).ShouldComplain("QRN3010", Complaint);
        project.Quern([.. train, "--explain", "1"]).ShouldComplain("QRN3010", Complaint);
        project.Quern("materialize", "--to", "2024-01-03").ShouldComplain("QRN3010", Complaint);
        project.Quern("get", "checkout", "customer=ann", "--at", "2024-01-03", "--explain").ShouldComplain("QRN3010", Complaint);

        project.Quern([.. train, "--on-bad-row", "quarantine"]).Succeeded();
        File.ReadAllLines(project.PathOf("train.csv"))[2].ShouldContain(",Rome,");
        project.Quern("materialize", "--to", "2024-01-03", "--on-bad-row", "quarantine").Succeeded();
        project.Quern("get", "checkout", "customer=ann").Succeeded().ShouldContain("Rome");
    }

    [Fact]
    public void EventsLongAgoAndFarAhead_Count()
    {
        using var project = templates.Shop();
        project.Append("data/purchases.csv", "1905-05-05T00:00:00Z,old,1,1", "2250-05-05,far,2,1", "9999-12-31T23:59:59Z,end,3,1");
        project.Write("labels.csv", "t,customer,basket", "1905-05-05T01:00:00Z,old,1", "1905-05-05,old,1", "2250-05-05T00:00:01Z,far,1", "2300-01-01,far,1");
        project.Quern(Train).Succeeded();
        File.ReadAllLines(project.PathOf("train.csv"))[1..].ShouldBe(
        [
            "1905-05-05 01:00:00+00,old,1,1.0,1.0,1,1,1,1,,1.0",
            "1905-05-05 00:00:00+00,old,1,,,0,0,,,,",
            "2250-05-05 00:00:01+00,far,1,2.0,2.0,1,1,1,1,,0.5",
            "2300-01-01 00:00:00+00,far,1,,2.0,0,1,,1,,",
        ]);
        project.Quern("materialize").Succeeded();
        project.Quern("get", "checkout", "customer=old").Succeeded().ShouldContain("purchases_lifetime  1");
        project.Quern("get", "checkout", "customer=far").Succeeded().ShouldContain("purchases_lifetime  0");
    }

    [Fact]
    public void EventBeyondTheYear9999_IsABadRow()
    {
        using var project = templates.Shop();
        project.Append("data/purchases.csv", "10000-01-01T00:00:00Z,late,1,1");
        project.Quern(Train).ShouldComplain("QRN3010", "row 5: at is '10000-01-01T00:00:00Z'");
    }

    [Fact]
    public void NullKey_HasNullFeatures_AndIsNotFound()
    {
        using var project = templates.Shop();
        project.Quern([.. Train, "--statuses"]).Succeeded();
        var columns = File.ReadAllLines(project.PathOf("train.csv"))[0].Split(',');
        var row = File.ReadAllLines(project.PathOf("train.csv"))[3].Split(',');
        columns.Zip(row).Where(cell => cell.First is "spent_1d" or "purchases_1d" or "purchases_lifetime" or "city").ShouldAllBe(cell => cell.Second == "");
        columns.Zip(row).Where(cell => cell.First is "spent_1d__status" or "purchases_lifetime__status" or "city__status").ShouldAllBe(cell => cell.Second == "NOT_FOUND");
    }
}
