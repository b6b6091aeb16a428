using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Pushing without a server.</summary>
public sealed class PushTests(ProjectTemplates templates)
{
    [Fact]
    public void Push_WithoutAServer_IsSeenByGetStatusAndTrainingSets()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Till.Sale(1, 2.5), "", "broken", Till.Sale(2, 4), Till.Sale(1, 2.5), """{"id":"9","customer":"ann"}""");
        var said = project.Quern("push", "sales", "sales.ndjson").Succeeded();
        said.ShouldContain("5 events of sales.ndjson into 'sales'");
        said.ShouldContain("2 accepted, 1 duplicate, 0 late, 2 refused");
        said.ShouldContain("1 × QRN5040, first at line 3: It is not one JSON object");
        said.ShouldContain("1 × QRN5041, first at line 6: Member 'at' is missing");
        Till.Spent(project).ShouldBe((6.5, 2));
        project.Quern("status").Succeeded().ShouldContain("  stream   sales                             2 events  all in online state, 2 refused: 'quern dead-letters'");
        project.Write("labels.csv", "event_timestamp,customer", $"{DateTimeOffset.UtcNow:O},ann");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
        project.Read("train.csv").ShouldContain(",ann,6.5,6.5,2,2");

        // The stream goes on; the training set does not.
        var made = project.Bytes("train.csv");
        project.Read("train.csv.manifest.json").ShouldContain("\"streamEnds\": {\n    \"sales\": 2\n  }");
        project.Write("more.ndjson", Till.Sale(7, 1));
        project.Quern("push", "sales", "more.ndjson").Succeeded();
        project.Quern("training-set", "--manifest", "train.csv.manifest.json").Succeeded().ShouldContain("the same bytes as before");
        project.Bytes("train.csv").ShouldBe(made);
        Directory.Delete(project.PathOf(".quern/streams"), recursive: true);
        project.Quern("training-set", "--manifest", "train.csv.manifest.json").ShouldComplain("QRN6022", "source 'sales' is not what it was");
    }

    [Fact]
    public void Push_OverFiles_IsMaterializedOnce_AndFollowsWhatIs()
    {
        using var project = templates.Till();
        string Bought() => JsonDocument.Parse(project.Quern("get", "regulars", "customer=ann", "--json").Succeeded()).RootElement.GetProperty("features")[0].GetProperty("value").ToString();
        project.Quern("materialize").Succeeded();
        Bought().ShouldBe("2");
        project.Write("purchases.ndjson", """{"at":"2024-01-03T10:00:00Z","customer":"ann","amount":1,"items":5}""", """{"at":"2024-01-03T11:00:00Z","customer":"bob","amount":1,"items":5}""");
        project.Quern("push", "purchases", "purchases.ndjson").Succeeded().ShouldContain("2 accepted, 0 duplicate, 0 late");
        Bought().ShouldBe("3");
        project.Quern("materialize").Succeeded();
        Bought().ShouldBe("3");
        project.Quern("materialize", "--rebuild").Succeeded();
        Bought().ShouldBe("3");
        project.Write("labels.csv", "event_timestamp,customer", $"{DateTimeOffset.UtcNow:O},ann");
        project.Quern("training-set", "regulars", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
        project.Read("train.csv").ShouldContain(",ann,3");
    }

    [Fact]
    public void LateEvent_IsBroughtIn_OnceTheViewWaitsLonger()
    {
        using var project = templates.Till();
        project.Write("old.ndjson", """{"at":"2020-01-01T10:00:00Z","id":"a","customer":"ann","amount":1}""");
        project.Quern("push", "sales", "old.ndjson").Succeeded().ShouldContain("1 late");
        var before = project.Quern("get", "checkout", "customer=ann").Succeeded();
        before.ShouldMatch(@"sales_lifetime\s+0");
        project.Replace("Till.cs", "\"7d\"", "\"10000d\"");
        project.Quern("apply").Succeeded();
        project.Quern("materialize", "spending", "--rebuild").Succeeded();
        project.Quern("get", "checkout", "customer=ann").Succeeded().ShouldMatch(@"sales_lifetime\s+1");
    }

    [Fact]
    public void Push_OfStandardInput_FromALine_AndOfGzip()
    {
        using var project = templates.Till();
        QuernProcess.QuernFed(project.Folder, $"{Till.Sale(1, 1)}\n{Till.Sale(2, 2)}\n{Till.Sale(3, 4)}", "push", "sales", "--from", "2", "--batch", "1").Succeeded().ShouldContain("2 events of standard input");
        Till.Spent(project).ShouldBe((6, 2));
        using (var file = new System.IO.Compression.GZipStream(File.Create(project.PathOf("sales.ndjson.gz")), System.IO.Compression.CompressionLevel.Fastest)) file.Write(System.Text.Encoding.UTF8.GetBytes(Till.Sale(4, 8)));
        project.Quern("push", "sales", "sales.ndjson.gz").Succeeded();
        Till.Spent(project).ShouldBe((14, 3));
    }

    [Fact]
    public void Push_OfOldEvents_IsLate_UnlessTheClockFollowsThem()
    {
        using var project = templates.Till();
        project.Write("old.ndjson", """{"at":"2020-01-01T10:00:00Z","id":"a","customer":"ann","amount":1}""");
        project.Quern("push", "sales", "old.ndjson", "--clock", "event").Succeeded().ShouldContain("1 accepted, 0 duplicate, 0 late, 0 refused");
        project.Write("older.ndjson", """{"at":"2019-01-01T10:00:00Z","id":"b","customer":"ann","amount":1}""");
        project.Quern("push", "sales", "older.ndjson").Succeeded().ShouldContain("1 accepted, 0 duplicate, 1 late, 0 refused");
        project.Quern("dead-letters").Succeeded().ShouldContain("QRN4036");
        project.Quern("dead-letters", "replay").Succeeded().ShouldContain("1 late event left alone");
    }

    [Fact]
    public void Push_AtTheirOwnPace_TakesThemAll()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", [.. Enumerable.Range(1, 20).Select(i => Till.Sale(i, i))]);
        project.Quern("push", "sales", "sales.ndjson", "--speed", "100").Succeeded().ShouldContain("20 accepted");
        Till.Spent(project).ShouldBe((210, 20));
    }

    [Fact]
    public void DeadLetters_AreListedExportedMendedReplayedAndDropped()
    {
        using var project = templates.Till();
        project.Quern("dead-letters").Succeeded().ShouldBe("0 dead letters\n");
        project.Write("sales.ndjson", Till.Sale(1, 1), Till.Sale(2, 2).Replace("\"amount\":2", "\"amount\":\"two\"", StringComparison.Ordinal), "broken");
        project.Quern("push", "sales", "sales.ndjson").Succeeded();
        var listed = project.Quern("dead-letters", "list", "--stream", "sales").Succeeded();
        listed.ShouldContain("sales  QRN5041: Member 'amount' must hold finite numbers; it is \"two\".");
        listed.ShouldEndWith("2 dead letters\n");
        project.Quern("dead-letters", "replay").Failed();
        Till.Letters(project).ShouldBe(["QRN5041", "QRN5040"]);

        project.Quern("dead-letters", "export", "mend.ndjson").Succeeded();
        project.Replace("mend.ndjson", "\"two\"", "2");
        project.Quern("dead-letters", "drop").Succeeded().ShouldBe("2 dead letters dropped\n");
        project.Quern("push", "sales", "mend.ndjson").Succeeded().ShouldContain("1 accepted");
        Till.Spent(project).ShouldBe((3, 2));
        Till.Letters(project).ShouldBe(["QRN5040"]);
    }
}
