using System.Text.Json.Nodes;
using Quern.Server.Clocks;
using Quern.Time;

namespace Quern.Server.Tests.Materialization;

public sealed class MaterializeTests
{
    private static readonly Instant Noon = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Materialize_RunsAllViews_AndAnswersNull()
    {
        var materializer = new GatedMaterializer();
        await using var server = await StartAsync(materializer);
        (await PostAsync(server, "/materialize", """{"start_ts":"2024-04-01T00:00:00","end_ts":"2024-05-01","full_feature_names":true,"more":[1]}""")).ShouldBe((200, "null"));
        materializer.Asked.ShouldBe(["departures 2024-04-01T00:00:00Z 2024-05-01T00:00:00Z", "arrivals 2024-04-01T00:00:00Z 2024-05-01T00:00:00Z"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"end_ts":"2024-05-01T12:00:00Z","feature_views":["arrivals"]}""")]
    [InlineData("""{"end_ts":"2024-05-01T12:00:00Z","feature_views":["arrivals@v1","arrivals"],"start_ts":7}""")]
    [InlineData("""{"end_ts":"2024-05-01T12:00:00Z","feature_views":["arrivals"],"version":"v1"}""")]
    [InlineData("""{"end_ts":"2024-05-01T12:00:00Z","feature_views":["arrivals@latest"]}""")]
    public async Task Incremental_GoesOnWhereTheStateEnds(string body)
    {
        var materializer = new GatedMaterializer();
        await using var server = await StartAsync(materializer);
        (await PostAsync(server, "/materialize-incremental", body)).ShouldBe((200, "null"));
        materializer.Asked.ShouldBe(["arrivals - 2024-05-01T12:00:00Z"]);
    }

    [Theory]
    [InlineData("2024-05-01", "2024-05-01T00:00:00Z")]
    [InlineData("2024-05-01 10:30", "2024-05-01T10:30:00Z")]
    [InlineData("2024-05-01T10:30:00+02:00", "2024-05-01T08:30:00Z")]
    [InlineData("2024-05-01T10:30:00.123456", "2024-05-01T10:30:00.123456Z")]
    [InlineData("20240501", "2024-05-01T00:00:00Z")]
    [InlineData("20240501T103000Z", "2024-05-01T10:30:00Z")]
    [InlineData("May 1 2024", "2024-05-01T00:00:00Z")]
    [InlineData("1 May 2024 10:30", "2024-05-01T10:30:00Z")]
    [InlineData(" 2024-05-01 ", "2024-05-01T00:00:00Z")]
    [InlineData("2024/05/01 10:30", "2024-05-01T10:30:00Z")]
    [InlineData("4/30/2024 10:30 PM", "2024-04-30T22:30:00Z")]
    [InlineData("1-May-2024", "2024-05-01T00:00:00Z")]
    [InlineData("Wed, 01 May 2024 10:30:00 GMT", "2024-05-01T10:30:00Z")]
    public async Task Dates_AreReadLeniently(string text, string expected)
    {
        var materializer = new GatedMaterializer();
        await using var server = await StartAsync(materializer);
        (await PostAsync(server, "/materialize-incremental", $$"""{"end_ts":"{{text}}","feature_views":["arrivals"]}""")).ShouldBe((200, "null"));
        materializer.Asked.ShouldBe([$"arrivals - {expected}"]);
    }

    [Fact]
    public async Task EndALittleAhead_IsNow_FurtherAheadIsRefused()
    {
        var materializer = new GatedMaterializer();
        await using var server = await StartAsync(materializer);
        (await PostAsync(server, "/materialize-incremental", """{"end_ts":"2024-05-01T12:00:05Z","feature_views":["arrivals"]}""")).ShouldBe((200, "null"));
        materializer.Asked.ShouldBe(["arrivals - 2024-05-01T12:00:00Z"]);
        (await PostAsync(server, "/materialize-incremental", """{"end_ts":"2024-05-01T12:00:05.000001Z","feature_views":["arrivals"]}""")).ShouldBe((422, "QRN6064"));
    }

    [Fact]
    public async Task Async_IsAcceptedAtOnce_AndTellsHowFarItIs()
    {
        var materializer = new GatedMaterializer(isOpen: false);
        await using var server = await StartAsync(materializer);
        var (status, body) = await server.Client.AskAsync("/materialize-incremental?async=true", """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""");
        (status, JsonNode.Parse(body)!.ToJsonString()).ShouldBe((202, """{"feature_views":["arrivals"],"status":"accepted"}"""));
        await materializer.Entered.WaitAsync(TestContext.Current.CancellationToken);
        (await server.GetAsync("/v1/materializations")).Body![0]!.ToJsonString().ShouldBe(
            """{"view":"arrivals","state":"running","to":"2024-05-01T00:00:00Z","from":null,"step":"reading flights","done":40,"total":100,"events":null,"entities":null,"errors":null}""");

        var (again, refusal) = await server.Client.AskAsync("/materialize-incremental?async=1", """{"end_ts":"2024-05-01"}""");
        again.ShouldBe(409);
        var answer = JsonNode.Parse(refusal)!;
        (answer["feature_views"]!.ToJsonString(), (string)answer["code"]!).ShouldBe(("""["arrivals"]""", "QRN5073"));
        ((string)answer["error"]!).ShouldBe("Feature views are being materialized already. arrivals to 2024-05-01T00:00:00Z: reading flights, 40 of 100.");

        // Another view waits its turn, and so does the same one when it is forced.
        (await server.Client.AskAsync("/materialize-incremental?async=yes", """{"end_ts":"2024-05-01","feature_views":["departures"]}""")).Status.ShouldBe(202);
        var forced = server.Client.AskAsync("/materialize?force=true", """{"start_ts":"2024-01-01","end_ts":"2024-05-01","feature_views":["arrivals"]}""");
        materializer.Gate.Set();
        (await forced).ShouldBe((200, "null"));
        materializer.Asked.ShouldBe(["arrivals - 2024-05-01T00:00:00Z", "departures - 2024-05-01T00:00:00Z", "arrivals 2024-01-01T00:00:00Z 2024-05-01T00:00:00Z"]);
        (await server.GetAsync("/v1/materializations")).Body!.AsArray().Select(run => ((string)run!["view"]!, (string)run["state"]!, (long)run["events"]!)).ShouldBe([("arrivals", "done", 7), ("departures", "done", 7)]);
        server.Log.ToString().ShouldContain("materialized arrivals to 2024-05-01T00:00:00Z: 7 events of 2 entities");
    }

    [Fact]
    public async Task Failure_IsTold_AndTheOtherViewsAreDone()
    {
        var materializer = new GatedMaterializer();
        materializer.Failures["departures"] = new QuernException([new("QRN3010", "source 'flights', row 7: delay is 'x'", null, "Mend the row."), new("QRN3010", "another")]);
        await using var server = await StartAsync(materializer);
        var (status, text) = await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01"}""");
        (status, (string)JsonNode.Parse(text)!).ShouldBe((409, "QRN3010: source 'flights', row 7: delay is 'x' Hint: Mend the row.; QRN3010: another"));
        materializer.Asked.Length.ShouldBe(2);
        (await server.GetAsync("/v1/materializations")).Body!.AsArray().Select(run => (string)run!["state"]!).ShouldBe(["done", "failed"]);
        materializer.Failures.Clear();
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01"}""")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("QRN4005", 507)]
    [InlineData("QRN4006", 503)]
    [InlineData("QRN4007", 409)]
    public async Task Failure_OfTheStore_HasItsStatus(string code, int expected)
    {
        var materializer = new GatedMaterializer();
        materializer.Failures["arrivals"] = new AggregateException(new QuernException(new Finding(code, "no")));
        await using var server = await StartAsync(materializer);
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""")).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Fault_IsLogged_AndTheNextRunGoesWell()
    {
        var materializer = new GatedMaterializer();
        materializer.Failures["arrivals"] = new InvalidOperationException("secret");
        await using var server = await StartAsync(materializer);
        var (status, text) = await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""");
        (status, text.Contains("secret", StringComparison.Ordinal)).ShouldBe((500, false));
        server.Log.ToString().ShouldContain("secret");
        materializer.Failures.Clear();
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ServerThatStops_StopsTheRun_AndTellsWhoWaits()
    {
        var materializer = new GatedMaterializer(isOpen: false);
        var server = await StartAsync(materializer);
        var asked = server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01"}""");
        await materializer.Entered.WaitAsync(TestContext.Current.CancellationToken);
        await server.StopAsync();
        var (status, text) = await asked;
        (status, (string)JsonNode.Parse(text)!).ShouldSatisfyAllConditions(answer => answer.status.ShouldBe(503), answer => answer.Item2.ShouldStartWith("QRN5049"));
        materializer.Asked.Length.ShouldBe(1);
        server.Client.Dispose();
    }

    [Fact]
    public async Task VersionInUse_IsKept_UntilTheRunIsOver()
    {
        var materializer = new GatedMaterializer(isOpen: false);
        await using var server = await StartAsync(materializer);
        (await server.Client.AskAsync("/materialize-incremental?async=true", """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""")).Status.ShouldBe(202);
        await materializer.Entered.WaitAsync(TestContext.Current.CancellationToken);
        server.Registry.Head = "2";
        while ((string?)(await server.GetAsync("/v1/registry")).Body!["version"] != "2") await Task.Delay(10, TestContext.Current.CancellationToken);
        server.Registry.Open.ShouldBe(2);
        materializer.Gate.Set();
        while (server.Registry.Open != 1) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ServerWithoutSources_SaysSo()
    {
        await using var server = await StartAsync(null);
        var (status, text) = await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01"}""");
        (status, ((string)JsonNode.Parse(text)!)[..7]).ShouldBe((409, "QRN5071"));
    }

    [Theory]
    [InlineData("""{}""", "QRN5003 QRN5003")]
    [InlineData("""{"start_ts":null,"end_ts":null}""", "QRN5003 QRN5003")]
    [InlineData("""{"start_ts":"2024-05-01","end_ts":"2024-05-01"}""", "QRN6063")]
    [InlineData("""{"start_ts":"2024-05-01","end_ts":"2024-04-01"}""", "QRN6063")]
    [InlineData("""{"start_ts":"soon","end_ts":"12:30"}""", "QRN6062 QRN6062")]
    [InlineData("""{"start_ts":"May 1","end_ts":"99999-01-01"}""", "QRN6062 QRN6062")]
    [InlineData("""{"start_ts":1714521600,"end_ts":true}""", "QRN5002 QRN5002")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-02"}""", "QRN6064")]
    [InlineData("""{"start_ts":"2024-05-01T12:00:01Z","end_ts":"2024-05-01T12:00:03Z"}""", "QRN6064")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","disable_event_timestamp":true}""", "QRN6065")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","disable_event_timestamp":1}""", "QRN5002")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","version":"v2"}""", "QRN6066")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","version":"two","feature_views":["arrivals"]}""", "QRN6066")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","version":"v1","feature_views":["arrivals","departures"]}""", "QRN6066")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","feature_views":"arrivals"}""", "QRN5002")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","feature_views":[7,null]}""", "QRN5002 QRN5002")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"2024-05-01","end_ts":"2024-05-01"}""", "QRN5004")]
    [InlineData("""{"start_ts":"2024-01-01","end_ts":"\ud800"}""", "QRN5002")]
    [InlineData("""[]""", "QRN5001")]
    [InlineData("""{"start_ts":""", "QRN5001")]
    [InlineData("", "QRN5001")]
    public async Task WrongBody_Is422_WithAllThatIsWrong(string body, string codes)
    {
        var materializer = new GatedMaterializer();
        await using var server = await StartAsync(materializer);
        (await PostAsync(server, "/materialize", body)).ShouldBe((422, codes));
        materializer.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("12:30")]
    [InlineData("12:30:00.1234")]
    [InlineData("12:30 +0200")]
    [InlineData("12:30-0200")]
    [InlineData("May 1")]
    [InlineData("May 1 12:30 +0200")]
    [InlineData("May 1 12:30:00.2024")]
    [InlineData("5/1")]
    [InlineData("1714521600")]
    [InlineData("2024")]
    [InlineData("now")]
    [InlineData("")]
    public async Task DateThatWouldMeanAnotherInstantTomorrow_IsNone(string text)
    {
        await using var server = await StartAsync(new GatedMaterializer());
        (await PostAsync(server, "/materialize-incremental", $$"""{"end_ts":"{{text}}"}""")).ShouldBe((422, "QRN6062"));
    }

    [Fact]
    public async Task RequestsThatWait_AreLimited()
    {
        var materializer = new GatedMaterializer(isOpen: false);
        await using var server = await StartAsync(materializer);
        const string body = """{"end_ts":"2024-05-01","feature_views":["arrivals"]}""";
        (await server.Client.AskAsync("/materialize-incremental?async=true", body)).Status.ShouldBe(202);
        await materializer.Entered.WaitAsync(TestContext.Current.CancellationToken);
        for (var waiting = 0; waiting < 100; waiting++) (await server.Client.AskAsync("/materialize-incremental?async=true&force=true", body)).Status.ShouldBe(202);
        var (status, text) = await server.Client.AskAsync("/materialize-incremental?async=true&force=true", body);
        (status, (string)JsonNode.Parse(text)!["code"]!).ShouldBe((429, "QRN5072"));
        materializer.Gate.Set();
    }

    [Fact]
    public async Task UnknownView_IsFeastsException()
    {
        await using var server = await StartAsync(new GatedMaterializer());
        var (status, text) = await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["arrivals@v2","nothing","arrivals"]}""");
        status.ShouldBe(404);
        ((string)Answers.Inner(text)["message"]!).ShouldBe("Feature view arrivals@v2 does not exist in project flights; Feature view nothing does not exist in project flights");
    }

    [Fact]
    public async Task FlagThatIsNone_IsRefused()
    {
        await using var server = await StartAsync(new GatedMaterializer());
        (await PostAsync(server, "/materialize-incremental?async=maybe&force=", """{"end_ts":"2024-05-01"}""")).ShouldBe((422, "QRN6067 QRN6067"));
    }

    private static Task<RunningServer> StartAsync(GatedMaterializer? materializer) =>
        RunningServer.StartAsync(options => options with { Clock = new FixedClock(Noon) }, registry => registry.Materializer = materializer);

    // The body, or the codes of what is wrong with the request.
    private static async Task<(int Status, string Body)> PostAsync(RunningServer server, string path, string body)
    {
        var (status, text) = await server.Client.AskAsync(path, body);
        return (status, status == 422 ? Answers.Codes(text) : text);
    }
}
