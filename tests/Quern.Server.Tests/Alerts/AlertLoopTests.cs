using System.Net;
using System.Text.Json.Nodes;
using Quern.Connectors.Feeds;
using Quern.Engine.Alerts;
using Quern.Engine.Objectives;
using Quern.Server.Alerts;
using Quern.Server.Objectives;
using Quern.Server.Tests.Objectives;

namespace Quern.Server.Tests.Alerts;

public sealed class AlertLoopTests : IDisposable
{
    private static readonly FeedStatus Stuck = new("clicks", "kafka", "clicks", FeedState.Waiting) { LastError = new("QRN3100", "no broker answers") };

    private readonly Hook _hook = new();

    public void Dispose() => _hook.Dispose();

    [Fact]
    public async Task WhatGoesWrong_IsTold_WithFigures_ToOwnersAndAll_AndItsEndToo()
    {
        using var theirs = new Hook();
        var levels = new ServiceLevels([new("answers", ObjectiveKind.Skew, "late_flight", 0.99, default)], new MemoryMinutes(), TimeProvider.System);
        await using var server = await StartAsync(levels, new WebhookReceiver(_hook.Url, new Dictionary<string, string> { ["X-From"] = "quern" }, AlertAudience.All), new WebhookReceiver(theirs.Url, new Dictionary<string, string>(), new(["ops@example.com"], [])));
        levels.AddAudited("late_flight", 10, 100);

        var (body, from) = await theirs.NextAsync();
        var mine = JsonNode.Parse((await _hook.NextAsync()).Body)!;
        from.ShouldBeNull();
        var message = JsonNode.Parse(body)!;
        ((string)message["text"]!).ShouldStartWith("[flights] critical: Objective 'answers' (skew of late_flight) uses up what may fail 9");
        ((string)message["text"]!).ShouldContain("90 of 100 failed, promised 99 %. Owner: ops@example.com.");
        ((string)mine["metadata"]!["event_type"]!, (string)mine["metadata"]!["event_payload"]!["alerts"]![0]!["key"]!).ShouldBe(("quern_alerts", "objective/answers/fast"));

        server.Registry.Feeds = [Stuck];
        ((string)JsonNode.Parse((await _hook.NextAsync()).Body)!["text"]!).ShouldContain("critical: Feed 'clicks' cannot read kafka clicks. error QRN3100: no broker answers");
        theirs.Calls.Count.ShouldBe(1);
        server.Registry.Feeds = [];
        ((string)JsonNode.Parse((await _hook.NextAsync()).Body)!["text"]!).ShouldContain("resolved after");
        server.Log.ToString().ShouldContain("alert is over: Feed 'clicks'");
    }

    [Fact]
    public async Task Webhook_ThatIsDown_GetsWhatItMissed_InOrder()
    {
        _hook.Answer = HttpStatusCode.BadGateway;
        await using var server = await StartAsync(null, new WebhookReceiver(_hook.Url, new Dictionary<string, string>(), AlertAudience.All) { FirstRetry = TimeSpan.FromMilliseconds(5) });
        server.Registry.Feeds = [Stuck];
        for (var i = 0; i < 3; i++) (await _hook.NextAsync()).Body.ShouldContain("cannot read kafka");
        server.Registry.Feeds = [];
        while ((string?)(await server.GetAsync("/v1/alerts")).Body!["alerts"]![0]!["resolved"] is null) await Task.Delay(10, TestContext.Current.CancellationToken);
        _hook.Answer = HttpStatusCode.OK;
        while (!(await _hook.NextAsync()).Body.Contains("resolved after", StringComparison.Ordinal))
        {
        }

        server.Log.ToString().ShouldContain("alerts are not taken by http://127.0.0.1");
        server.Log.ToString().ShouldContain("it answered 502");
    }

    [Fact]
    public async Task WhatNobodyHeard_IsToldByTheNextServer_AndWhatWasHeardIsNot()
    {
        _hook.Answer = HttpStatusCode.BadGateway;
        var store = new MemoryAlerts();
        WebhookReceiver[] receivers = [new(_hook.Url, new Dictionary<string, string>(), AlertAudience.All)];
        await using (var first = await StartAsync(null, store, receivers))
        {
            first.Registry.Feeds = [Stuck];
            await _hook.NextAsync();
        }

        _hook.Answer = HttpStatusCode.OK;
        await using (var second = await StartAsync(null, store, receivers, Stuck))
        {
            while (_hook.Answered == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
            // Messages are sent in order: with the next one sent, the first was heard.
            second.Registry.Feeds = [Stuck, Stuck with { Stream = "sales" }];
            while (_hook.Answered == 1) await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var calls = _hook.Calls.Count;
        await using var third = await StartAsync(null, store, receivers, Stuck, Stuck with { Stream = "visits" });
        while (_hook.Calls.Count == calls) await Task.Delay(10, TestContext.Current.CancellationToken);
        _hook.Calls.ElementAt(calls).Body.ShouldContain("feed/visits");
        _hook.Calls.ElementAt(calls).Body.ShouldNotContain("feed/clicks");
    }

    [Fact]
    public async Task Mail_HasTheAlertAsSubject_AndIsSentAgainUntilItIsTaken()
    {
        using var mail = new MailServer { Refuses = 2 };
        await using var server = await StartAsync(null, new MailReceiver(mail.Url, new("quern@example.com"), [new("ops@example.com"), new("ml@example.com")], null, AlertAudience.All) { FirstRetry = TimeSpan.FromMilliseconds(5) });
        server.Registry.Feeds = [Stuck];
        var letter = await Task.Run(() => mail.Letters.Take(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        foreach (var line in new[] { "MAIL FROM:<quern@example.com>", "RCPT TO:<ops@example.com>", "RCPT TO:<ml@example.com>", "Subject: [flights] critical: Feed 'clicks' cannot read" }) letter.ShouldContain(line);
        letter.Replace("=\n", "", StringComparison.Ordinal).ShouldContain("no broker answers");
        server.Log.ToString().ShouldContain("alerts are not taken by smtp://127.0.0.1");
    }

    [Fact]
    public async Task Command_GetsTheMessage_AndIsTriedAgainUntilItEndsWell()
    {
        var folder = Directory.CreateTempSubdirectory("quern-command-");
        try
        {
            await using (var server = await StartAsync(null, new CommandReceiver(["sh", "-c", "cat > told; test -e first || { touch first; exit 3; }; mv told done"], folder.FullName, AlertAudience.All) { FirstRetry = TimeSpan.FromMilliseconds(5) }))
            {
                server.Registry.Feeds = [Stuck];
                var done = Path.Combine(folder.FullName, "done");
                while (!File.Exists(done)) await Task.Delay(10, TestContext.Current.CancellationToken);
                JsonNode.Parse(await File.ReadAllTextAsync(done, TestContext.Current.CancellationToken))!["text"]!.ToString().ShouldContain("no broker answers");
                server.Log.ToString().ShouldContain("it ended with 3");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Command_ByAPath_IsLookedForInTheProject_AndNeedNotRead()
    {
        var folder = Directory.CreateTempSubdirectory("quern-command-");
        try
        {
            var page = Path.Combine(folder.FullName, "page.sh");
            await File.WriteAllTextAsync(page, "#!/bin/sh\nexec <&-\npwd > done\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(page, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await using (var server = await StartAsync(null, new CommandReceiver(["./page.sh"], folder.FullName, AlertAudience.All)))
            {
                server.Registry.Feeds = [Stuck];
                var done = Path.Combine(folder.FullName, "done");
                while (!File.Exists(done) || new FileInfo(done).Length == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
                (await File.ReadAllTextAsync(done, TestContext.Current.CancellationToken)).Trim().ShouldBe(folder.FullName);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Command_ThatIsNotThere_IsTold_AndOthersAreToldOfTheAlert()
    {
        await using var server = await StartAsync(null, new CommandReceiver(["/nowhere/page"], "/", AlertAudience.All), new WebhookReceiver(_hook.Url, new Dictionary<string, string>(), AlertAudience.All));
        server.Registry.Feeds = [Stuck];
        (await _hook.NextAsync()).Body.ShouldContain("no broker answers");
        while (!server.Log.ToString().Contains("alerts are not taken by /nowhere/page", StringComparison.Ordinal)) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Routes_AcknowledgeAndSilence_AndRefuseWhatIsNotThere()
    {
        await using var server = await StartAsync(null);
        var (made, silence) = await SendAsync(server, HttpMethod.Post, "/v1/silences", """{"match":"feed/*","for":"2h","comment":"moving"}""");
        made.ShouldBe(200);
        server.Registry.Feeds = [Stuck];
        JsonNode alert;
        while ((alert = (await server.GetAsync("/v1/alerts")).Body!)["alerts"]!.AsArray().Count == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        var id = (string)alert["alerts"]![0]!["id"]!;
        ((string?)alert["alerts"]![0]!["told"], (string)alert["silences"]![0]!["comment"]!).ShouldBe((null, "moving"));

        (await SendAsync(server, HttpMethod.Post, $"/v1/alerts/{id}/acknowledge")).Status.ShouldBe(204);
        ((string?)(await server.GetAsync("/v1/alerts")).Body!["alerts"]![0]!["acknowledged"]).ShouldNotBeNull();
        (await SendAsync(server, HttpMethod.Delete, $"/v1/silences/{silence!["id"]}")).Status.ShouldBe(204);
        (await server.GetAsync("/v1/alerts")).Body!["silences"]!.AsArray().ShouldBeEmpty();

        (await SendAsync(server, HttpMethod.Delete, $"/v1/silences/{silence["id"]}")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(404), answer => answer.Body!.ToJsonString().ShouldContain("QRN5197"));
        (await SendAsync(server, HttpMethod.Post, "/v1/alerts/nothing/acknowledge")).Status.ShouldBe(404);
        foreach (var body in new[] { "", "[]", "null", "{", """{"match":"x"}""", """{"match":" ","for":"1h"}""", """{"match":"x","for":"91d"}""", """{"match":"x","for":"-1h"}""", """{"match":5,"for":"1h"}""" })
            (await SendAsync(server, HttpMethod.Post, "/v1/silences", body)).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(422, body), answer => answer.Body!.ToJsonString().ShouldContain("QRN5198"));
        (await SendAsync(server, HttpMethod.Post, "/v1/silences", "{}")).Body!.ToJsonString().ShouldContain("is missing, and ");
    }

    private static Task<RunningServer> StartAsync(ServiceLevels? levels, params AlertReceiver[] receivers) => StartAsync(levels, new MemoryAlerts(), receivers);

    private static Task<RunningServer> StartAsync(ServiceLevels? levels, IAlertStore store, AlertReceiver[] receivers, params FeedStatus[] feeds) => RunningServer.StartAsync(
        options => options with { Levels = levels, Alerts = new(new(store, TimeProvider.System, TimeSpan.FromHours(4)), receivers) { Every = TimeSpan.FromMilliseconds(10) } }, registry => registry.Feeds = feeds);

    private static async Task<(int Status, JsonNode? Body)> SendAsync(RunningServer server, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private sealed class MemoryAlerts : IAlertStore
    {
        private volatile AlertState _state = new([], []);

        public AlertState Read() => _state;

        public void Write(AlertState state) => _state = state;
    }
}
