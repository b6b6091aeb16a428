using System.Net;
using System.Text;
using Quern.Protocol.Online;
using Quern.Server.Clocks;
using Quern.Time;

namespace Quern.Server.Tests;

public sealed class OnlineFeaturesTests
{
    private static readonly Instant Moment = new(983_404_800_000_000);

    [Fact]
    public async Task Service_IsAnsweredInFeastsColumns()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Clock = new FixedClock(Moment) });
        var (status, body) = await server.PostAsync("""{"feature_service":"late_flight","entities":{"limit":[1,2],"iata":["ORD",null],"unknown":["x"]}}""");
        status.ShouldBe(200);
        body.ShouldBe(
            """{"results":[{"values":["ORD",null],"statuses":["PRESENT","NULL_VALUE"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},"""
            + """{"values":[1,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2001-03-01T00:00:00Z","2001-03-01T00:00:00Z"]},"""
            + """{"values":[3.0,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2001-03-01T00:00:00Z","2001-03-01T00:00:00Z"]},"""
            + """{"values":[2.0,null],"statuses":["PRESENT","NULL_VALUE"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]}],"metadata":"""
            + """{"feature_names":["iata","count_1h","mean_delay_1h","late"]}}""");
    }

    [Fact]
    public async Task FeatureList_IsAnsweredInItsOrder_DuplicateRowsAreKept()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.VectorsAsync("""{"features":["departures:mean_delay_1h","departures:count_1h"],"entities":{"iata":["ORD","JFK1","ORD"]}}""");
        answer.Names().ShouldBe(["iata", "mean_delay_1h", "count_1h"]);
        answer.Values("mean_delay_1h").ShouldBe("[3.0,4.0,3.0]");
    }

    [Fact]
    public async Task FullNames_HaveTheView()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.VectorsAsync("""{"features":["departures:count_1h","arrivals:count_1h"],"full_feature_names":true,"entities":{"iata":["ORD"]}}""");
        answer.Names().ShouldBe(["iata", "departures__count_1h", "arrivals__count_1h"]);
    }

    [Fact]
    public async Task ShortNamesThatCollide_AreRefusedInFeastsWords()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync("""{"features":["departures:count_1h","arrivals:count_1h"],"entities":{"iata":["ORD"]}}""");
        status.ShouldBe(400);
        ((string)Answers.Inner(body)["class"]!).ShouldBe("FeatureNameCollisionError");
    }

    [Fact]
    public async Task EntityName_StandsForTheKey()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.VectorsAsync("""{"feature_service":"airports","entities":{"airport":["ORD"]}}""")).Names().ShouldBe(["iata", "count_1h"]);
    }

    [Fact]
    public async Task PythonStatuses_ByOption()
    {
        await using var server = await RunningServer.StartAsync(options => options with { FeastStatus = FeastStatus.Python });
        var answer = await server.VectorsAsync("""{"feature_service":"late_flight","entities":{"iata":["ORD",null],"limit":[null,1]}}""");
        answer.Statuses("iata").ShouldBe("""["PRESENT","PRESENT"]""");
        answer.Statuses("late").ShouldBe("""["PRESENT","PRESENT"]""");
        answer.Statuses("count_1h").ShouldBe("""["PRESENT","NOT_FOUND"]""");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task ContentType_IsNotLookedAt(string? type)
    {
        await using var server = await RunningServer.StartAsync();
        var content = new ByteArrayContent("""{"feature_service":"airports","entities":{"iata":["ORD"]}}"""u8.ToArray());
        if (type is not null) content.Headers.ContentType = new(type);
        using var response = await server.Client.PostAsync("/get-online-features", content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Body_InManyPieces_IsPutTogether()
    {
        await using var server = await RunningServer.StartAsync();
        var keys = string.Join(",", Enumerable.Range(0, 9_000).Select(i => $"\"airport number {i}\""));
        using var content = new SlowContent(Encoding.UTF8.GetBytes($$"""{"entities":{"iata":[{{keys}}]},"feature_service":"airports"}"""));
        using var response = await server.Client.PostAsync("/get-online-features", content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        answer["results"]![1]!["values"]!.AsArray().Count.ShouldBe(9_000);
    }

    [Fact]
    public async Task HundredThousandRows_AreRefusedPolitely()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync($$$"""{"feature_service":"airports","entities":{"iata":[{{{string.Join(",", Enumerable.Repeat("\"ORD\"", 100_000))}}}]}}""");
        status.ShouldBe(413);
        body.ShouldContain("The request has 100000 rows; the limit is 10000.");
        (await server.VectorsAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""")).Values("count_1h").ShouldBe("[1]");
    }

    [Fact]
    public async Task MoreValuesThanTheLimit_AreRefused()
    {
        await using var server = await RunningServer.StartAsync(options => options with { ValueLimit = 5 });
        (await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["a","b","c","d","e"]}}""")).Status.ShouldBe(200);
        var (status, body) = await server.PostAsync("""{"feature_service":"late_flight","entities":{"iata":["a","b"],"limit":[1,2]}}""");
        status.ShouldBe(413);
        body.ShouldContain("The answer would have 2 rows of 3 values; the limit is 5 values.");
    }

    [Theory]
    [InlineData("nope:f")]
    [InlineData("departures:nope")]
    [InlineData("a b")]
    public async Task ThousandsOfMisspeltFeatures_AreToldInPart(string reference)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync($$$"""{"features":[{{{string.Join(",", Enumerable.Repeat($"\"{reference}\"", 200_000))}}}],"entities":{"iata":["ORD"]}}""");
        status.ShouldBeOneOf(404, 413, 422);
        body.Length.ShouldBeLessThan(50_000);
    }

    [Fact]
    public async Task FeatureTwice_IsACollision()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync("""{"features":["departures:count_1h","departures:count_1h"],"entities":{"iata":["ORD"]}}""");
        status.ShouldBe(422);
        body.ShouldContain("QRN");
    }

    [Fact]
    public async Task BodyBeyondTheLimit_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(options => options with { BodyLimit = 1000 });
        var (status, body) = await server.PostAsync($$$"""{"feature_service":"airports","entities":{"iata":["{{{new string('x', 2000)}}}"]}}""");
        status.ShouldBe(413);
        Answers.Codes(body).ShouldBe("QRN5010");
    }

    [Theory]
    [InlineData("""{"feature_service":"nope","entities":{"iata":["ORD"]}}""", "FeatureServiceNotFoundException", "Feature service nope does not exist in project flights")]
    [InlineData("""{"features":["nope:f"],"entities":{"iata":["ORD"]}}""", "FeatureViewNotFoundException", "Feature view nope does not exist in project flights")]
    [InlineData("""{"features":["departures@2:count_1h"],"entities":{"iata":["ORD"]}}""", "FeatureViewNotFoundException", "Feature view departures@2 does not exist in project flights")]
    [InlineData("""{"feature_service":"late_flight","entities":{"iata":["ORD"]}}""", "RequestDataNotFoundInEntityRowsException",
        "Required request data source features ['limit'] not found in the entity rows, but required by feature views")]
    public async Task NameThatIsNotThere_IsFeasts404(string request, string type, string message)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync(request);
        status.ShouldBe(404);
        var inner = Answers.Inner(body);
        ((string)inner["module"]!, (string)inner["class"]!, (string)inner["message"]!).ShouldBe(("feast.errors", type, message));
    }

    [Fact]
    public async Task UnknownFeature_NamesTheOnesThereAre()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync("""{"features":["departures:nope"],"entities":{"iata":["ORD"]}}""");
        status.ShouldBe(404);
        body.ShouldBe("\"QRN5013: Feature 'nope' does not exist in feature view 'departures'. Hint: Its features: count_1h, mean_delay_1h.\"");
    }

    [Theory]
    [InlineData("{", "QRN5001")]
    [InlineData("", "QRN5001")]
    [InlineData("""{"entities":{"iata":["ORD"]}}""", "QRN5003")]
    [InlineData("""{"features":[],"entities":{"iata":["ORD"]}}""", "QRN5003")]
    [InlineData("""{"features":["a b"],"entities":{"iata":["ORD"]}}""", "QRN5014")]
    [InlineData("""{"features":["nope"],"entities":{"iata":["ORD"]}}""", "QRN5014")]
    [InlineData("""{"feature_service":"airports","entities":{"iata":"ORD"}}""", "QRN5002")]
    [InlineData("""{"feature_service":"airports","entities":{}}""", "QRN5006")]
    [InlineData("""{"feature_service":"airports","entities":{"iata":[1.5]}}""", "QRN5008")]
    [InlineData("""{"feature_service":"late_flight","entities":{"iata":["ORD"],"limit":[1,2]}}""", "QRN5005")]
    public async Task BadBody_Is422WithItsCode(string request, string code)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync(request);
        status.ShouldBe(422);
        Answers.Codes(body).ShouldBe(code);
    }

    [Fact]
    public async Task StateThatCannotAnswer_Is409WithTheFinding()
    {
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.OnRead = _ => throw new QuernException(new Finding("QRN4021", "too early", null, "later")));
        var (status, body) = await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
        status.ShouldBe(409);
        body.ShouldBe("\"QRN4021: too early Hint: later\"");
    }

    [Fact]
    public async Task DamagedStore_Is503_AndInTheLog()
    {
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.OnRead = _ => throw new QuernException(new Finding("QRN4006", "the store is damaged")));
        var (status, body) = await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
        status.ShouldBe(503);
        body.ShouldContain("QRN4006");
        server.Log.ToString().ShouldContain("the store is damaged");
    }

    [Fact]
    public async Task Crash_IsOneLineForTheCaller_AndTheRestForTheLog()
    {
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.OnRead = _ => throw new InvalidOperationException("secret"));
        var (status, body) = await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
        status.ShouldBe(500);
        body.ShouldNotContain("secret");
        var answer = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        ((string)answer["code"]!).ShouldBe("QRN5000");
        server.Log.ToString().ShouldContain($"request {(string)answer["request_id"]!} failed: POST /get-online-features");
        server.Log.ToString().ShouldContain("secret");
    }

    [Fact]
    public async Task FeatureLists_StayWithinTheirBound()
    {
        await using var server = await RunningServer.StartAsync(options => options with { FeatureLists = 4 });
        for (var i = 0; i < 50; i++)
            (await server.PostAsync($$$"""{"features":[{{{new string(' ', i)}}}"departures:count_1h"],"entities":{"iata":["ORD"]}}""")).Status.ShouldBe(200);
        // A version, and at most one source for each list that is kept.
        server.Registry.Open.ShouldBeLessThanOrEqualTo(5);
    }

    /// <summary>A body whose length nobody knows, sent in pieces.</summary>
    private sealed class SlowContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var piece in bytes.Chunk(20_011))
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
                await Task.Delay(2);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
