using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Served;

public sealed class AlertsTests(ProjectTemplates templates)
{
    [Fact]
    public async Task Objectives_AreCounted_Told_AndAlertedOf_AcknowledgedAndSilenced()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """
            { "project": "shop",
              "objectives": { "answers": { "errors": "checkout", "target": 0.999 }, "in time": { "latency": "checkout", "within": "1d", "target": 0.999 } },
              "alerts": { "to": [ { "command": ["sh", "-c", "cat >> told"] } ] } }
            """);
        using var server = ServedProject.Start(project);
        // Nothing is materialized, so that no read is answered.
        using var client = new HttpClient();
        for (var i = 0; i < 3; i++)
            (await client.PostAsync($"{server.Url}/get-online-features", new StringContent("""{"feature_service":"checkout","entities":{"customer":["ann"],"basket":[1]}}"""), TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeFalse();

        string listed;
        do listed = project.Quern("alerts", "--server", server.Url).Succeeded();
        while (listed.StartsWith("nothing is wrong", StringComparison.Ordinal));
        listed.ShouldStartWith("1 alert open");
        listed.ShouldContain("critical");
        listed.ShouldContain("Objective 'answers' (errors of checkout) uses up what may fail 1000 times too fast");
        listed.ShouldContain("3 of 3 failed, promised 99.9 %");
        project.Quern("status", "--server", server.Url).Succeeded().ShouldContain("0 % of 3 good, promised 99.9 %; -99900 % of the error budget left, burning fast");
        var told = Path.Combine(project.Folder, "told");
        while (!File.Exists(told) || new FileInfo(told).Length == 0) await Task.Delay(10, TestContext.Current.CancellationToken);

        var id = JsonDocument.Parse(project.Quern("alerts", "--server", server.Url, "--json").Succeeded()).RootElement.GetProperty("alerts")[0].GetProperty("id").GetString()!;
        project.Quern("alerts", "acknowledge", id, "--server", server.Url).Succeeded().ShouldContain("acknowledged");
        project.Quern("alerts", "silence", "objective/*", "--for", "2h", "--comment", "a test", "--server", server.Url).Succeeded().ShouldContain("silenced until");
        var silence = JsonDocument.Parse(project.Quern("alerts", "--server", server.Url, "--json").Succeeded()).RootElement.GetProperty("silences")[0];
        silence.GetProperty("comment").GetString().ShouldBe("a test");
        project.Quern("alerts", "unsilence", silence.GetProperty("id").GetString()!, "--server", server.Url).Succeeded();

        project.Quern("alerts", "acknowledge", "nothing", "--server", server.Url).ShouldComplain("QRN5197");
        project.Quern("alerts", "silence", "x", "--for", "long", "--server", server.Url).ShouldComplain("QRN5198", "'x' cannot be silenced for 'long'");
    }

    [Fact]
    public void Receivers_ThatCannotBeRead_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """
            { "project": "shop", "alerts": { "again": "soon", "loud": true, "to": [ {}, { "webhook": "http://a", "command": ["b"] }, { "command": [] }, { "command": "b" }, { "webhook": "http://a", "owners": "me" }, 5, { "email": ["a@b.c"], "from": "q@b.c" } ] } }
            """);
        project.Quern("status").ShouldComplain("QRN6381", "'alerts.again'", "'alerts.loud'", "'alerts.to[0]' is no one receiver", "'alerts.to[1]' is no one receiver", "'alerts.to[6]' is no one receiver", "'alerts.to[2].command'", "'alerts.to[3].command'", "'alerts.to[4].owners'", "'alerts.to[5]'");
        project.Write("quern.json", """{ "project": "shop", "alerts": { "to": [ { "webhook": "nowhere" }, { "webhook": "env:QUERN_NOT_SET" }, { "email": ["nobody"], "from": "q@b.c", "smtp": "http://b" } ] } }""");
        project.Quern("serve").ShouldComplain("QRN6381", "'alerts.to[0].webhook' is no address", "QUERN_NOT_SET", "'alerts.to[2].smtp' is no address", "'nobody' in 'alerts.to[2]' is no e-mail address");
    }

    [Fact]
    public void Objectives_ThatCannotBeRead_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """
            { "project": "shop", "objectives": {
              "none": { "target": 0.9 }, "two": { "latency": "a", "errors": "a", "target": 0.9 }, "all": { "errors": "a", "target": 1 }, "when": { "freshness": "a", "within": "soon", "target": 0.5 },
              "what": { "skew": 5, "target": 0.5 }, "idle": { "errors": "a", "within": "5s", "target": 0.5 }, "odd": { "errors": "a", "target": 0.5, "goal": 1 }, "text": "99 %" } }
            """);
        project.Quern("status").ShouldComplain("QRN6371", "'objectives.none' does not say", "'objectives.two' measures several", "'objectives.all' has no target", "'objectives.when' says not within", "'objectives.what.skew' is not a name", "'objectives.idle.within'", "'objectives.odd.goal'", "'objectives.text'");
    }
}
