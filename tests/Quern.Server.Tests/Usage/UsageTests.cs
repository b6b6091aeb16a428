using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Quern.Engine.Usage;
using Quern.Protocol.Grpc.Wire;
using Quern.Server.Tests.Grpc;
using Quern.Server.Tests.Streams;
using Quern.Server.Usage;
using Quern.Stores.Usage;

namespace Quern.Server.Tests.Usage;

public sealed class UsageTests : IDisposable
{
    private const string Airports = """{"feature_service":"airports","entities":{"iata":["ORD","LAX"]}}""";
    private const string Late = """{"feature_service":"late_flight","entities":{"iata":["ORD"],"limit":[5]}}""";
    private const string List = """{"features":["departures:count_1h","arrivals:count_1h"],"full_feature_names":true,"entities":{"iata":["ORD"]}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("quern-usage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reads_AreCounted_ByService_Feature_AndConsumer_WhicheverDoorTheyTake()
    {
        using (var ledger = Ledger())
        {
            await using var server = await RunningServer.StartAsync(options => options with { Usage = ledger, GrpcUrl = "http://127.0.0.1:0" });
            var bytes = await AskAsync(server, "/get-online-features", Airports, 200, ("X-Quern-Consumer", "checkout"));
            bytes += await AskAsync(server, "/v1/vectors", Airports, 200, ("x-quern-consumer", "check out!"), ("User-Agent", "curl/8.5"));
            bytes += await AskAsync(server, "/v1/vectors?deadline_ms=60000", Airports, 200, ("User-Agent", "curl/8.5 (linux)"));
            bytes += await AskAsync(server, "/get-online-features", Late, 200);
            bytes += await AskAsync(server, "/get-online-features", List, 200, ("X-Quern-Consumer", "checkout"));
            // What is refused is no read.
            await AskAsync(server, "/get-online-features", """{"feature_service":"airports","entities":{"nope":[1]}}""", 422, ("X-Quern-Consumer", "wrong"));
            await AskAsync(server, "/get-online-features", """{"feature_service":"nope","entities":{"iata":[1]}}""", 404, ("X-Quern-Consumer", "wrong"));
            using var caller = new GrpcCaller(server.GrpcUrl);
            var request = new GetOnlineFeaturesRequest { FeatureService = "airports", Entities = { ["iata"] = new() { Val = { new Value { StringVal = "ORD" } } } } };
            var reply = await caller.SendAsync(GrpcCaller.Serving + "GetOnlineFeatures", GrpcCaller.Frame(Google.Protobuf.MessageExtensions.ToByteArray(request)), headers: ("x-quern-consumer", "over-grpc"));
            bytes += reply.Body.Length - 5;
            var told = ledger.Read(0);
            told.Counts.Values.Sum(counts => counts.Bytes).ShouldBe(bytes);
        }

        var history = new UsageFiles(_folder).Read(0);
        Reads(history).ShouldBe(
            ["airports check_out_ 1 2 2", "airports checkout 1 2 2", "airports curl 1 2 2", "airports over-grpc 1 1 1", "late_flight (unnamed) 1 1 3", "(list) checkout 1 1 2"], ignoreOrder: true);
        history.Shapes.Values.Single(shape => shape.Service == "late_flight").Features.ShouldBe(["departures:count_1h", "departures:mean_delay_1h", "late"]);
        history.Counts.Where(counted => counted.Key.Kind == UsageKind.Read).ShouldAllBe(counted => counted.Value.Ticks > 0);
        history.Counts.Single(counted => counted.Key.Kind == UsageKind.Server).Value.Ticks.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task NamesThatAreNone_NeverSpoilARead_AndHeadersThatAreTooLong_AreRefusedByTheConnection()
    {
        using var ledger = Ledger();
        await using var server = await RunningServer.StartAsync(options => options with { Usage = ledger });
        (await RawAsync(server, "X-Quern-Consumer: " + new string('x', 1 << 20))).ShouldStartWith("HTTP/1.1 431 ");
        (await RawAsync(server, "X-Quern-Consumer: a\nb: c")).ShouldContain(" 200 ");
        (await RawAsync(server, "X-Quern-Consumer: a\0b")).ShouldStartWith("HTTP/1.1 400 ");
        (await RawAsync(server, "X-Quern-Consumer: " + new string('(', 8_000))).ShouldContain(" 200 ");
        (await RawAsync(server, "X-Quern-Consumer:\r\nUser-Agent:")).ShouldContain(" 200 ");
        (await RawAsync(server, "X-Quern-Consumer: first\r\nX-Quern-Consumer: second")).ShouldContain(" 200 ");
        Reads(ledger.Read(0)).ShouldBe([$"airports {new string('_', 64)} 1 2 2", "airports (unnamed) 1 2 2", "airports a 1 2 2", "airports first 1 2 2"], ignoreOrder: true);
    }

    [Fact]
    public async Task AFolderThatCannotBeWritten_IsTold_AndNoReadFails()
    {
        var taken = Path.Combine(_folder, "taken");
        await File.WriteAllTextAsync(taken, "", TestContext.Current.CancellationToken);
        ServerLog log;
        using (var ledger = new UsageLedger(new UsageFiles(taken), TimeProvider.System))
        {
            await using (var server = await RunningServer.StartAsync(options => options with { Usage = ledger }))
            {
                log = server.Log;
                for (var i = 0; i < 3; i++) (await server.PostAsync(Airports)).Status.ShouldBe(200);
            }

            ledger.Trouble.ShouldNotBeNull().Code.ShouldBe("QRN6390");
            log.ToString().ShouldContain("QRN6390");
            File.Delete(taken);
        }

        Reads(new UsageFiles(taken).Read(0)).ShouldBe(["airports (unnamed) 3 6 6"]);
    }

    [Fact]
    public async Task Route_TellsWhatWasCounted_AlsoByOthers_AndBeforeItIsKept()
    {
        using var ledger = Ledger();
        await using var server = await RunningServer.StartAsync(options => options with { Usage = ledger, Time = new ManualTime() });
        (await server.PostAsync(Airports)).Status.ShouldBe(200);
        using (var other = Ledger())
        {
            other.AddWrite("departures", ConsumerNames.Materialize, new(1, 20, 30, 4_000, TimeSpan.TicksPerSecond, 50));
            other.TallyOf(FlightFeatures.Plan().Services["airports"]).Add(other.Consumers.Find("checkout", null), 10, 500, TimeSpan.FromSeconds(3));
        }

        var (status, body) = await server.GetAsync("/v1/usage");
        status.ShouldBe(200);
        ((string?)body!["counted_since"]).ShouldBe(UsageSpan.Text(ledger.Hour));
        body["views"]!.AsArray().Select(view => $"{view!["name"]} {view["read_values"]} {view["written_rows"]} {view["written_records"]} {view["written_bytes"]}").ShouldBe(["departures 12 20 30 4000"]);
        body["services"]!.AsArray().Select(service => $"{service!["name"]} {service["requests"]} {service["read_values"]}").ShouldBe(["airports 2 12"]);
        body["consumers"]!.AsArray().Select(consumer => $"{consumer!["name"]} {consumer["requests"]}").ShouldBe(["checkout 1", "(unnamed) 1"]);
        ((double)body["views"]![0]!["seconds"]!).ShouldBeGreaterThanOrEqualTo(4);
        body["hours"]!.AsArray().ShouldHaveSingleItem()!["requests"]!.GetValue<long>().ShouldBe(2);

        // What was told some seconds ago is told again; of other hours it is put together anew.
        (await server.PostAsync(Airports)).Status.ShouldBe(200);
        ((long)(await server.GetAsync("/v1/usage")).Body!["hours"]![0]!["requests"]!).ShouldBe(2);
        ((long)(await server.GetAsync("/v1/usage?last=1h")).Body!["hours"]![0]!["requests"]!).ShouldBe(3);
        foreach (var bad in new[] { "0h", "91d", "-1d", "soon", "" })
        {
            var (refused, why) = await server.GetAsync($"/v1/usage?last={bad}");
            (refused, (string)why!["code"]!).ShouldBe((422, "QRN6392"), bad);
        }
    }

    [Fact]
    public async Task AView_AService_AndFeatures_TellWhoReadThem_AndWhatItCosts()
    {
        using var ledger = Ledger();
        await using var server = await RunningServer.StartAsync(options => options with { Usage = ledger, Time = new ManualTime(), Prices = new(CpuHour: 3_600, Currency: "EUR") });
        var plan = FlightFeatures.Plan();
        ledger.TallyOf(plan.Services["late_flight"]).Add(ledger.Consumers.Find("checkout", null), 10, 300, TimeSpan.FromSeconds(3));
        ledger.TallyOf(plan.Services["airports"]).Add(ledger.Consumers.Find("ranking", null), 10, 500, TimeSpan.FromSeconds(3));
        ledger.AddWrite("departures", ConsumerNames.Materialize, new(1, 20, 30, 4_000, TimeSpan.TicksPerSecond, 50));

        var view = (await server.GetAsync("/v1/views/departures/usage")).Body!;
        // Of three values of a row of late_flight two are of the view, and the one of airports.
        view["services"]!.AsArray().Select(line => $"{line!["name"]} {line["requests"]} {line["read_values"]} {line["seconds"]} {line["money"]}").ShouldBe(["airports 1 10 3 3", "late_flight 1 20 2 2"]);
        view["consumers"]!.AsArray().Select(line => (string)line!["name"]!).ShouldBe(["ranking", "checkout"]);
        ((double)view["whole"]!["seconds"]!, (double)view["whole"]!["written_records"]!, (double)view["whole"]!["money"]!, (string)view["currency"]!).ShouldBe((6, 30, 6, "EUR"));
        view["steps"]!.AsArray().Select(step => $"{step!["at"]} {step["consumer"]} {step["requests"]}").ShouldBe([$"{UsageSpan.Text(ledger.Hour)} checkout 1", $"{UsageSpan.Text(ledger.Hour)} ranking 1"]);

        var service = (await server.GetAsync("/v1/services/late_flight/usage?last=90d")).Body!;
        ((double)service["whole"]!["requests"]!, (int)service["step_hours"]!, service["services"]!.AsArray().Count).ShouldBe((1, 12, 0));
        service["features"]!.AsArray().Select(line => (string)line!["name"]!).ShouldBe(["departures:count_1h", "departures:mean_delay_1h", "late"], ignoreOrder: true);

        var features = (await server.GetAsync("/v1/usage/features")).Body!;
        features["unread"]!.AsArray().Select(line => (string)line!["feature"]!).ShouldNotContain("departures:count_1h");
        features["features"]!.AsArray().Select(line => (string)line!["name"]!).ShouldContain("late");

        (await server.GetAsync("/v1/views/nope/usage")).Status.ShouldBe(404);
        (await server.GetAsync("/v1/services/nope/usage")).Status.ShouldBe(404);
        (await server.GetAsync("/v1/services/late_flight/usage?last=1y")).Status.ShouldBe(422);
    }

    [Fact]
    public async Task FeaturesThatCarryTheSame_AreTold_OfTheNewestTrainingSetOfAService()
    {
        await using var shop = await StreamServer.StartAsync(ShopFeatures.First);
        using var client = shop.Client;
        (await client.GetStringAsync("/v1/usage/alike", TestContext.Current.CancellationToken)).ShouldBe("[]");
        // One sale within the hour and ever, of one amount: sums and last amounts are the same, counts are of one value.
        (await shop.PushAsync(string.Join('\n', Enumerable.Range(0, 8).Select(i => $$"""{"at":"2024-05-01T11:30:00Z","customer":"c{{i}}","amount":{{i * i}},"shop":"s{{i}}"}""")), "application/x-ndjson")).Status.ShouldBe(200);
        var labels = string.Join(',', Enumerable.Range(0, 8).Select(i => $$"""{"customer":"c{{i}}","event_timestamp":"2024-05-01T11:45:00Z"}"""));
        var (status, text) = await client.AskAsync("/v1/training-sets", $$"""{"service":"checkout","labels":[{{labels}}],"format":"csv"}""");
        status.ShouldBeInRange(200, 202, text);
        var url = (string)JsonNode.Parse(text)!["url"]!;
        while ((string?)JsonNode.Parse(await client.GetStringAsync(url, TestContext.Current.CancellationToken))!["status"] is "queued" or "running") await Task.Delay(10, TestContext.Current.CancellationToken);

        var told = JsonNode.Parse(await client.GetStringAsync("/v1/usage/alike", TestContext.Current.CancellationToken))!.AsArray().ShouldHaveSingleItem()!;
        ((string)told["service"]!, (long)told["rows"]!, (double)told["most_that_differ"]!, (string?)told["trouble"]).ShouldBe(("checkout", 8, 0, null));
        told["alike"]!.AsArray().Select(group => string.Join(' ', group!["features"]!.AsArray())).ShouldBe(["last_amount spent_1h spent_lifetime"]);
        told["constant"]!.AsArray().Select(column => (string)column!).ShouldBe(["count_1h", "count_lifetime"]);
    }

    [Fact]
    public async Task Traffic_OfAService_IsToldMinuteByMinute()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 3; i++) (await server.PostAsync(Airports)).Status.ShouldBe(200);
        (await server.PostAsync(List)).Status.ShouldBe(200);
        var (status, body) = await server.GetAsync("/v1/services/airports/traffic");
        status.ShouldBe(200);
        // Between two of them a minute may begin.
        body!["minutes"]!.AsArray().Sum(minute => (long)minute!["requests"]!).ShouldBe(3);
        body["minutes"]!.AsArray().ShouldAllBe(minute => (long)minute!["failed"]! == 0 && (double)minute["p50_ms"]! > 0 && (double)minute["p99_ms"]! >= (double)minute["p50_ms"]!);
        (await server.GetAsync("/v1/services/late_flight/traffic")).Body!["minutes"]!.AsArray().ShouldBeEmpty();
        (await server.GetAsync("/v1/services/nope/traffic")).Status.ShouldBe(404);
    }

    [Fact]
    public void Traffic_IsKeptForSixHours_AndNoReadIsLostWhereAMinuteEnds()
    {
        var tally = new TrafficTally(100);
        long told = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++) tally.Add(TimeSpan.FromMicroseconds(i));
        })).ToArray();
        foreach (var reader in readers) reader.Start();
        for (var minute = 101; minute < 110; minute++) tally.Turn(minute);
        foreach (var reader in readers) reader.Join();
        tally.AddFailed();
        foreach (var minute in tally.Tell(110)) told += minute.Requests;
        told.ShouldBe(40_000);
        tally.Tell(110).Sum(minute => minute.Failed).ShouldBe(1);
        tally.Tell(110 + TrafficTally.MostMinutes).ShouldBeEmpty();
    }

    [Fact]
    public async Task Route_WithoutCounting_TellsNothing()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.GetAsync("/v1/usage");
        (status, body!["views"]!.AsArray().Count, (string?)body["counted_since"]).ShouldBe((200, 0, null));
    }

    [Fact]
    public async Task EventsOfStreams_AreCounted_ForEachViewThatReadsThem_AlsoThoseOfAServerThatLivesShortly()
    {
        using var ledger = Ledger();
        await using (var server = await StreamServer.StartAsync(ShopFeatures.First, configure: options => options with { Usage = ledger }))
            (await server.PushAsync("""[{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":1},{"at":"2024-05-01T11:31:00Z","customer":"bob","amount":2},{"at":"2024-05-01T11:31:00Z"}]""")).Status.ShouldBe(200);
        ledger.Read(0).Counts.Where(counted => counted.Key.Kind == UsageKind.Write).Select(counted => $"{counted.Key.Subject} {counted.Key.Consumer} {counted.Value.Rows}")
            .ShouldBe(ShopFeatures.First.Views.Keys.Select(view => $"{view} (stream) 2"), ignoreOrder: true);
    }

    private static IEnumerable<string> Reads(UsageHistory history) => history.Counts.Where(counted => counted.Key.Kind == UsageKind.Read)
        .GroupBy(counted => (history.Shapes[counted.Key.Subject].Service ?? UsageShape.List, counted.Key.Consumer), counted => counted.Value)
        .Select(group => (group.Key, Sum: group.Aggregate(UsageCounts.Add)))
        .Select(group => $"{group.Key.Item1} {group.Key.Consumer} {group.Sum.Requests} {group.Sum.Rows} {group.Sum.Values}");

    private static async Task<long> AskAsync(RunningServer server, string path, string body, int status, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, Encoding.UTF8.GetString(answer));
        return answer.Length;
    }

    private static async Task<string> RawAsync(RunningServer server, string headers)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port, TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /get-online-features HTTP/1.1\r\nHost: quern\r\nConnection: close\r\n{headers}\r\nContent-Length: {Airports.Length}\r\n\r\n{Airports}"), TestContext.Current.CancellationToken);
            var buffer = new byte[4_096];
            for (int read; (read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)) > 0;) answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (SocketException) when (answer.Length > 0)
        {
            // Of a head that is far too long the rest is not taken.
        }

        return answer.ToString();
    }

    private UsageLedger Ledger() => new(new UsageFiles(_folder), TimeProvider.System);
}
