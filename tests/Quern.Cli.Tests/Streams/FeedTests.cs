using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Feeds in a project's settings, with no broker anywhere.</summary>
public sealed class FeedTests(ProjectTemplates templates)
{
    private const string Away = "\"servers\": \"127.0.0.1:1\", \"topic\": \"sales\", \"group\": \"g\"";

    [Fact]
    public void Settings_ThatAreWrong_AreAllTold_AndNoValueOfThem()
    {
        using var project = templates.Till();
        project.Write("quern.json", """{"project": "till", "stream": {"sales": {"kafka": {"settings": {"sasl.password": "hunter2"}}}}, "streams": {"sales": {"kafka": {"topic": "sales", "settings": {"group.id": "hunter2"}}}}}""");
        var ended = project.Quern("status", "--json");
        ended.Exit.ShouldBe(1);
        JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString())
            .ShouldBe(["QRN6003", "QRN6101", "QRN6101", "QRN6102"], ignoreOrder: true);
        (ended.Output + ended.Errors).ShouldNotContain("hunter2");
    }

    [Fact]
    public void Plan_WarnsOfFeeds_ThatFitNoDefinition()
    {
        using var project = templates.Till();
        Feed(project, "sails", Away);
        var ended = project.Quern("plan");
        ended.Exit.ShouldBe(0, ended.Errors);
        ended.Errors.ShouldContain("warning QRN6104: topic 'sales' feeds stream 'sails', which no source has");
    }

    [Fact]
    public void Serve_RefusesWhatNoWaitingMends()
    {
        using var project = templates.Till();
        Feed(project, "sales", Away + """, "settings": {"no.such.thing": 1, "sasl.mechanisms": "PLAIN"}""");
        var ended = project.Quern("serve", "--url", "http://127.0.0.1:0");
        ended.Exit.ShouldBe(1);
        ended.Errors.ShouldContain("error QRN6106: librdkafka does not take 'streams.sales.kafka.settings.no.such.thing'");
    }

    [Fact]
    public void Broker_ThatIsAway_StopsNothing_AndStatusShowsIt()
    {
        using var project = templates.Till();
        Feed(project, "sales", Away);
        project.Quern("status", "--server", "http://127.0.0.1:1").ShouldComplain("QRN6043", "server 'http://127.0.0.1:1' does not answer");
        using var server = ServedProject.Start(project);
        string status;
        do status = project.Quern("status", "--server", server.Url).Succeeded();
        while (!status.Contains("QRN6110", StringComparison.Ordinal));
        status.ShouldContain("  feed     sales                    topic 'sales': waiting, 0/s; last error at ");
        var feed = JsonDocument.Parse(project.Quern("status", "--json", "--server", server.Url).Succeeded()).RootElement.GetProperty("feeds")[0];
        (feed.GetProperty("state").GetString(), feed.GetProperty("lastError").GetProperty("code").GetString()).ShouldBe(("waiting", "QRN6110"));
        project.Write("sales.ndjson", """{"at":"2024-05-01T10:00:00Z","id":"a","customer":"ann","amount":1}""");
        project.Quern("push", "sales", "sales.ndjson", "--server", server.Url).Succeeded().ShouldContain("1 accepted");
    }

    private static void Feed(TestProject project, string stream, string kafka) =>
        project.Write("quern.json", """{"project": "till", "streams": {"STREAM": {"kafka": {KAFKA}}}}""".Replace("STREAM", stream, StringComparison.Ordinal).Replace("KAFKA", kafka, StringComparison.Ordinal));
}
