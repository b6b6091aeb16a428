using System.Text.Json.Nodes;
using Quern.Engine.Served;
using Quern.Server.Clocks;
using Quern.Server.Tests.Streams;
using Quern.Stores.Served;
using Quern.Values;

namespace Quern.Server.Tests.Vectors;

/// <summary>Vectors by a deadline: what is told of a read that does not come to its end.</summary>
public sealed class DeadlineTests : DeadlineCase
{
    [Fact]
    public async Task WhatIsReadByThen_IsToldAsItIs_AndTheRestIsTimedOut()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate);
        var body = await CutAsync(server, gate, "plain", "ann", "zoe");
        ((bool)body["partial"]!, (long)body["cut_values"]!).ShouldBe((true, 4));
        gate.Open();
        var (_, whole) = await server.Client.AskAsync("/v1/vectors", Ask("plain", "ann", "zoe"));
        foreach (var name in new[] { "spent_1h", "count_1h", "shop", "last_amount", "twice" })
            Column(body, name).ToJsonString().ShouldBe(Column(JsonNode.Parse(whole)!, name).ToJsonString());
        Told(body, "held").ShouldBe("""[null,null] ["TIMED_OUT","TIMED_OUT"] null null""");
        Told(body, "after_held").ShouldBe("""[null,null] ["TIMED_OUT","TIMED_OUT"] null null""");
    }

    [Fact]
    public async Task Fallbacks_StandForWhatWasCutOff_AndForNothingElse()
    {
        using var gate = new Gate();
        var clock = new ManualClock(StreamServer.Noon);
        await using var server = await StartAsync(gate, clock: clock);
        gate.Open();
        (await server.Client.AskAsync("/get-online-features", Ask("guarded", "ann"))).Status.ShouldBe(200);
        gate.Shut();
        clock.Set(StreamServer.Noon + Seconds(60));
        var body = await CutAsync(server, gate, "guarded", "ann", "zoe");
        // Of ann the last good value, a minute old; of zoe there was none.
        Told(body, "held").ShouldBe($"""[{gate.Amount + 0.5:0.0},-1.0] ["LAST_GOOD","DEFAULT"] ["2024-05-01T12:00:00Z",null] [60000,null]""");
        Told(body, "after_held").ShouldBe("""[null,null] ["TIMED_OUT","TIMED_OUT"] null null""");
        // What was read is told as it is, null and all: that is what training sees.
        Told(body, "shop").ShouldBe("""["s",null] ["PRESENT","NOT_FOUND"] ["2024-05-01T11:20:00Z",null] [2460000,null]""");
        Told(body, "spent_1h").ShouldStartWith($"""[{gate.Amount:0.0},null] ["PRESENT","NULL_VALUE"]""");

        clock.Set(StreamServer.Noon + Seconds(301));
        Told(await CutAsync(server, gate, "guarded", "ann"), "held").ShouldBe("""[-1.0] ["DEFAULT"] null null""");
    }

    [Fact]
    public async Task Service_TellsTheFallbacksOfItsColumns()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate);
        var service = JsonNode.Parse(await server.Client.GetStringAsync("/v1/services/guarded", TestContext.Current.CancellationToken))!;
        service["features"]!.AsArray().Select(column => $"{column!["name"]} {column["fallback"]?.ToJsonString()}".TrimEnd()).ShouldBe(
        [
            "spent_1h", """count_1h {"last_good":false,"within":null,"constant":0}""", """shop {"last_good":true,"within":"10m","constant":"nowhere"}""", "last_amount",
            """held {"last_good":true,"within":"5m","constant":-1.0}""", "after_held",
        ]);
    }

    [Fact]
    public async Task ARead_ThatHasNotBegun_IsAllFallbacks()
    {
        using var gate = new Gate();
        using var entered = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim(initialState: true);
        var stop = TestContext.Current.CancellationToken;
        await using var server = await StartAsync(gate, source: source => new HeldSource(source, () => Hold(entered, open, stop)));
        gate.Open();
        (await server.Client.AskAsync("/v1/vectors", Ask("guarded", "ann"))).Status.ShouldBe(200);
        open.Reset();
        entered.Reset();
        var asking = server.Client.AskAsync("/v1/vectors?deadline_ms=50", Ask("guarded", "ann", "zoe"));
        entered.Wait(stop);
        Time.Advance(Deadline);
        var (status, text) = await asking;
        status.ShouldBe(200, text);
        var body = JsonNode.Parse(text)!;
        ((bool)body["partial"]!, (long)body["cut_values"]!).ShouldBe((true, 12));
        Told(body, "spent_1h").ShouldBe("""[null,null] ["TIMED_OUT","TIMED_OUT"] [null,null] [null,null]""");
        Told(body, "count_1h").ShouldBe("""[0,0] ["DEFAULT","DEFAULT"] [null,null] [null,null]""");
        Told(body, "shop").ShouldBe("""["s","nowhere"] ["LAST_GOOD","DEFAULT"] ["2024-05-01T11:20:00Z",null] [2400000,null]""");
        open.Set();
    }

    [Fact]
    public async Task ADeadlineThatIsLongEnough_ChangesNothingButTheHead()
    {
        using var gate = new Gate();
        gate.Open();
        await using var server = await StartAsync(gate);
        foreach (var query in new[] { "error_bounds=true", "error_bounds=false" })
        {
            var (_, plain) = await server.Client.AskAsync($"/v1/vectors?{query}", Ask("guarded", "ann", "zoe"));
            var (status, text) = await server.Client.AskAsync($"/v1/vectors?{query}&deadline_ms=600000", Ask("guarded", "ann", "zoe"));
            status.ShouldBe(200, text);
            text.ShouldContain(",\"partial\":false,\"cut_values\":0");
            text.Replace(",\"partial\":false,\"cut_values\":0", "", StringComparison.Ordinal).ShouldBe(plain);
        }
    }

    [Fact]
    public async Task AListOfFeatures_HasNoFallbacks()
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate);
        var asking = server.Client.AskAsync("/v1/vectors?deadline_ms=50", """{"features":["spending:count_1h","held"],"entities":{"customer":["ann"]}}""");
        gate.WaitUntilEntered();
        Time.Advance(Deadline);
        var body = JsonNode.Parse((await asking).Text)!;
        Told(body, "count_1h").ShouldStartWith("""[1] ["PRESENT"]""");
        Told(body, "held").ShouldBe("""[null] ["TIMED_OUT"] null null""");
    }

    [Theory]
    [InlineData("?deadline_ms=0", "QRN5150")]
    [InlineData("?deadline_ms=600001", "QRN5150")]
    [InlineData("?deadline_ms=-5", "QRN5150")]
    [InlineData("?deadline_ms=1.5", "QRN5150")]
    [InlineData("?deadline_ms=", "QRN5150")]
    [InlineData("?deadline_ms=soon&at=yesterday", "QRN5150 QRN5146")]
    [InlineData("?deadline_ms=50&at=2024-05-01T11:00:00Z", "QRN5151")]
    [InlineData("?deadline_ms=50&at=yesterday", "QRN5146 QRN5151")]
    [InlineData("?deadline_ms=50&then=what", "QRN5143")]
    public async Task AQueryThatIsWrong_IsTold(string query, string codes)
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate);
        var (status, text) = await server.Client.AskAsync("/v1/vectors" + query, Ask("plain", "zoe"));
        (status, Answers.Codes(text)).ShouldBe((422, codes));
    }

    [Theory]
    [InlineData("[", 422, "QRN5001")]
    [InlineData("""{"feature_service":"plein","entities":{"customer":["ann"]}}""", 404, "QRN5011")]
    [InlineData("""{"feature_service":"plain","entities":{"client":["ann"]}}""", 422, "QRN5006")]
    public async Task ABodyThatIsWrong_IsToldAsWithoutADeadline(string body, int status, string code)
    {
        using var gate = new Gate();
        await using var server = await StartAsync(gate);
        var told = await server.Client.AskAsync("/v1/vectors?deadline_ms=50", body);
        (told.Status, Answers.Codes(told.Text)).ShouldBe((status, code));
        told.ShouldBe(await server.Client.AskAsync("/v1/vectors", body));
    }

    [Fact]
    public async Task ViewsWithoutOnlineState_AreToldAsWithoutADeadline()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.WithoutStreams, configure: options => options with { Time = Time });
        var told = await server.Client.AskAsync("/v1/vectors?deadline_ms=50", Ask("checkout", "ann"));
        (told.Status, told.Text.Contains("QRN4020", StringComparison.Ordinal)).ShouldBe((409, true));
        told.ShouldBe(await server.Client.AskAsync("/v1/vectors", Ask("checkout", "ann")));
    }

    [Fact]
    public async Task Log_HasWhatWasAnswered_WithItsStatuses()
    {
        var folder = Directory.CreateTempSubdirectory("quern-deadline-");
        using var gate = new Gate();
        using (var log = new ServedLog(new ServedTables(folder.FullName, TimeProvider.System), new() { Sample = 1 }, TimeProvider.System, inBackground: false))
        await using (var server = await StartAsync(gate, options => options with { Served = log }))
        {
            gate.Open();
            server.Client.DefaultRequestHeaders.Add("X-Request-Id", "before");
            (await server.Client.AskAsync("/v1/vectors", Ask("guarded", "ann"))).Status.ShouldBe(200);
            gate.Shut();
            server.Client.DefaultRequestHeaders.Remove("X-Request-Id");
            server.Client.DefaultRequestHeaders.Add("X-Request-Id", "cut");
            await CutAsync(server, gate, "guarded", "ann", "zoe");
            gate.Open();
        }

        using (var history = new ServedHistory(folder.FullName, "guarded", TimeProvider.System))
        {
            var shape = new ServedShape("guarded", "1", HeldFeatures.Plan.Services["guarded"]);
            var (ids, rows) = (new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
            foreach (var row in new[] { 0, 1 })
            {
                ids.Append("cut"u8);
                rows.Append(row);
            }

            var vectors = history.Join(shape, new(ids, rows, [], null, null), TestContext.Current.CancellationToken);
            string[] Logged(string name) => shape.Plan.Outputs.Select(output => output.Name).ToList().IndexOf(name) is var place ? [.. Enumerable.Range(0, 2).Select(row => $"{vectors.Outputs[place][row]} {vectors.Outputs[place].StatusOf(row)}")] : [];
            Logged("held").ShouldBe([string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{gate.Amount + 0.5} LastGood"), "-1 Default"]);
            Logged("after_held").ShouldBe(["null TimedOut", "null TimedOut"]);
            Logged("shop").ShouldBe(["s Present", "null NotFound"]);
        }

        folder.Delete(recursive: true);
    }
}
