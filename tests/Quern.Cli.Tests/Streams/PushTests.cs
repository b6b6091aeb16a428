using System.Globalization;
using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

public sealed class PushTests(ProjectTemplates templates)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);

    [Fact]
    public void Push_WithoutAServer_IsSeenByGetStatusAndTrainingSets()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Sale(1, 2.5), "", "broken", Sale(2, 4), Sale(1, 2.5), """{"id":"9","customer":"ann"}""");
        var said = project.Quern("push", "sales", "sales.ndjson").Succeeded();
        said.ShouldContain("5 events of sales.ndjson into 'sales'");
        said.ShouldContain("2 accepted, 1 duplicate, 0 late, 2 refused");
        said.ShouldContain("1 × QRN5040, first at line 3: It is not one JSON object");
        said.ShouldContain("1 × QRN5041, first at line 6: Member 'at' is missing");
        Spent(project).ShouldBe((6.5, 2));
        project.Quern("status").Succeeded().ShouldContain("  stream   sales                             2 events  all in online state, 2 refused: 'quern dead-letters'");
        project.Write("labels.csv", "event_timestamp,customer", $"{DateTimeOffset.UtcNow:O},ann");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
        project.Read("train.csv").ShouldContain(",ann,6.5,6.5,2,2");
    }

    [Fact]
    public void Push_OfStandardInput_FromALine_AndOfGzip()
    {
        using var project = templates.Till();
        QuernProcess.QuernFed(project.Folder, $"{Sale(1, 1)}\n{Sale(2, 2)}\n{Sale(3, 4)}", "push", "sales", "--from", "2", "--batch", "1").Succeeded().ShouldContain("2 events of standard input");
        Spent(project).ShouldBe((6, 2));
        using (var file = new System.IO.Compression.GZipStream(File.Create(project.PathOf("sales.ndjson.gz")), System.IO.Compression.CompressionLevel.Fastest)) file.Write(System.Text.Encoding.UTF8.GetBytes(Sale(4, 8)));
        project.Quern("push", "sales", "sales.ndjson.gz").Succeeded();
        Spent(project).ShouldBe((14, 3));
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
        project.Write("sales.ndjson", [.. Enumerable.Range(1, 20).Select(i => Sale(i, i))]);
        project.Quern("push", "sales", "sales.ndjson", "--speed", "100").Succeeded().ShouldContain("20 accepted");
        Spent(project).ShouldBe((210, 20));
    }

    [Fact]
    public void DeadLetters_AreListedExportedMendedReplayedAndDropped()
    {
        using var project = templates.Till();
        project.Quern("dead-letters").Succeeded().ShouldBe("0 dead letters\n");
        project.Write("sales.ndjson", Sale(1, 1), Sale(2, 2).Replace("\"amount\":2", "\"amount\":\"two\"", StringComparison.Ordinal), "broken");
        project.Quern("push", "sales", "sales.ndjson").Succeeded();
        var listed = project.Quern("dead-letters", "list", "--stream", "sales").Succeeded();
        listed.ShouldContain("sales  QRN5041: Member 'amount' must hold finite numbers; it is \"two\".");
        listed.ShouldEndWith("2 dead letters\n");
        project.Quern("dead-letters", "replay").Failed();
        Letters(project).ShouldBe(["QRN5041", "QRN5040"]);

        project.Quern("dead-letters", "export", "mend.ndjson").Succeeded();
        project.Replace("mend.ndjson", "\"two\"", "2");
        project.Quern("dead-letters", "drop").Succeeded().ShouldBe("2 dead letters dropped\n");
        project.Quern("push", "sales", "mend.ndjson").Succeeded().ShouldContain("1 accepted");
        Spent(project).ShouldBe((3, 2));
        Letters(project).ShouldBe(["QRN5040"]);
    }

    [Fact]
    public void WrongUse_IsSaid()
    {
        using var project = templates.Till();
        Code(project, "push", "sales", "nothing.ndjson").ShouldBe("QRN6040");
        project.Write("sales.ndjson", Sale(1, 1));
        Code(project, "push", "refunds", "sales.ndjson").ShouldBe("QRN4031");
        Code(project, "push", "refunds", "sales.ndjson", "--speed", "2").ShouldBe("QRN4031");
        Code(project, "push", "sales", "sales.ndjson", "--server", "localhost").ShouldBe("QRN6042");
        Code(project, "push", "sales", "sales.ndjson", "--server", "http://127.0.0.1:1").ShouldBe("QRN6043");
        Code(project, "push", "sales", "sales.ndjson", "--batch", "0").ShouldBe("QRN6045");
        Code(project, "push", "sales", "sales.ndjson", "--from", "0").ShouldBe("QRN6045");
        Code(project, "push", "sales", "sales.ndjson", "--speed", "0").ShouldBe("QRN6045");
        Code(project, "push", "sales", "sales.ndjson", "--clock", "lunch").ShouldBe("QRN5027");
    }

    [Fact]
    public void Server_TakesPushes_AndKilled_LosesNothingThatItAnsweredFor()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", [.. Enumerable.Range(1, 2000).Select(i => Sale(i, i)), "broken"]);
        using (var server = ServedProject.Start(project))
        {
            Code(project, "push", "sales", "sales.ndjson").ShouldBe("QRN4033");
            Code(project, "push", "refunds", "sales.ndjson", "--server", server.Url).ShouldBe("QRN4031");
            project.Quern("push", "sales", "sales.ndjson", "--server", server.Url).Succeeded().ShouldContain("2,000 accepted, 0 duplicate, 0 late, 1 refused");
            server.Kill();
        }

        Spent(project).ShouldBe((2_001_000, 2000));
        Letters(project).ShouldBe(["QRN5040"]);
        using var again = ServedProject.Start(project);
        project.Quern("push", "sales", "sales.ndjson", "--server", again.Url, "--from", "1001").Succeeded().ShouldContain("0 accepted, 1,000 duplicate, 0 late, 1 refused");
        Spent(project).ShouldBe((2_001_000, 2000));
        project.Quern("dead-letters", "replay", "--server", again.Url).Failed();
    }

    [Fact]
    public async Task Server_WhoseClockFollowsEvents_ReplaysThePast()
    {
        using var project = templates.Till();
        project.Write("old.ndjson", [.. Enumerable.Range(0, 30).Select(day => $$"""{"at":"2020-01-{{day + 1:00}}T10:00:00Z","id":"{{day}}","customer":"ann","amount":1}""")]);
        using var server = ServedProject.Start(project, "--clock", "event");
        project.Quern("push", "sales", "old.ndjson", "--server", server.Url).Succeeded().ShouldContain("30 accepted, 0 duplicate, 0 late, 0 refused");
        using var client = new HttpClient();
        using var answer = await client.PostAsync($"{server.Url}/get-online-features", new StringContent("""{"feature_service":"checkout","entities":{"customer":["ann"]}}"""), TestContext.Current.CancellationToken);
        var values = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("results");
        // At the last event, which a window excludes; the one a day before it lies just inside.
        values.EnumerateArray().Select(column => column.GetProperty("values")[0].ToString()).ShouldBe(["ann", "1.0", "29.0", "1", "29"]);
    }

    private static string Sale(int number, double amount) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddSeconds(number):O}}","id":"{{number}}","customer":"ann","amount":{{amount}}}""");

    private static (double, long) Spent(TestProject project)
    {
        var features = JsonDocument.Parse(project.Quern("get", "checkout", "customer=ann", "--json").Succeeded()).RootElement.GetProperty("features");
        JsonElement Of(string name) => features.EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == name).GetProperty("value");
        return (Of("spent_1d").GetDouble(), Of("sales_1d").GetInt64());
    }

    private static string[] Letters(TestProject project) =>
        [.. JsonDocument.Parse(project.Quern("dead-letters", "--json").Succeeded()).RootElement.EnumerateArray().Select(letter => letter.GetProperty("code").GetString()!)];

    private static string Code(TestProject project, params string[] arguments)
    {
        var ended = project.Quern([.. arguments, "--json"]);
        ended.Exit.ShouldBe(1, ended.Output + ended.Errors);
        return JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings")[0].GetProperty("code").GetString()!;
    }
}
