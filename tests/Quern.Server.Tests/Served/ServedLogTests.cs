using System.Text;
using System.Text.Json.Nodes;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Server.Clocks;
using Quern.Server.Served;
using Quern.Server.Tests.Streams;
using Quern.Server.Tests.Values;
using Quern.Stores.Served;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Server.Tests.Served;

public sealed class ServedLogTests : IDisposable
{
    private const string Events = """
        {"at":"2024-05-01T11:00:00.000001Z","id":9007199254740993,"flag":true,"small":-7,"big":9007199254740993,"ratio":0.1,"price":0.1,"note":"数据 👩‍🚀 \"q\"","moment":"2024-05-01T10:59:59.123456Z","taste":[0.25,-1.5]}
        {"at":"2024-05-01T11:30:00.5Z","id":9007199254740993,"flag":null,"small":null,"big":null,"ratio":null,"price":-2.5,"note":null,"moment":null,"taste":null}
        {"at":"2024-05-01T11:40:00Z","id":7,"flag":false,"small":2147483647,"big":-1,"ratio":3.5,"price":1e300,"note":"","moment":"1969-12-31T23:59:59.999999Z","taste":[1,2]}
        """;

    private const string Request = """{"feature_service":"all","entities":{"id":[7,9007199254740993,null,-1],"over":[1,2,null,1],"under":[3,0,1,0.1],"of":[4,-1,null,2]}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-served-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Table_HasWhatWasAnswered_ToTheBit()
    {
        JsonNode answer;
        using (var log = Log())
        await using (var server = await StreamServer.StartAsync(KindFeatures.Plan(), configure: options => options with { Served = log }))
        {
            (await server.PushAsync(Events, "application/x-ndjson", "measurements")).Status.ShouldBe(200);
            var (id, body) = await AskAsync(server.Client, Request, "check-1");
            id.ShouldBe("check-1");
            answer = body;
        }

        Load("request_id", ValueKind.String).ShouldBe(Enumerable.Repeat(Value.Of("check-1"), 4));
        Load("\"row\"", ValueKind.Int32).Select(value => value.AsInt64()).ShouldBe([0, 1, 2, 3]);
        Load("registry_version", ValueKind.String).Distinct().ShouldBe([Value.Of("1")]);
        Load("served_at", ValueKind.Timestamp).Distinct().ShouldBe([Value.Of(StreamServer.Noon)]);
        Load("id", ValueKind.Int64).ShouldBe([Value.Of(7L), Value.Of(9007199254740993), Value.Null, Value.Of(-1L)]);
        Load("over", ValueKind.Float64).ShouldBe([Value.Of(1.0), Value.Of(2.0), Value.Null, Value.Of(1.0)]);
        foreach (var output in KindFeatures.Plan().Services["all"].Outputs) Check(answer, output);
        // Two of the values on demand: a third as it is, and what JSON has no word for as it was told.
        Load("quotient", ValueKind.Float64).ShouldBe([Value.Of(1.0 / 3), Value.Null, Value.Null, Value.Of(10.0)]);
        Load("quotient__status", ValueKind.String).Select(value => value.AsText()).ShouldBe(["PRESENT", "NULL_VALUE", "NULL_VALUE", "PRESENT"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("with space")]
    [InlineData("quote\"d")]
    public async Task Id_ThatIsNotFit_IsReplacedByOneOfOurs(string? own)
    {
        using var log = Log();
        await using var server = await RunningServer.StartAsync(options => options with { Served = log });
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++) ids.Add((await AskAsync(server.Client, """{"feature_service":"airports","entities":{"iata":["ORD"]}}""", own)).Id!);
        ids.Count.ShouldBe(20);
        ids.ShouldAllBe(id => id != own && RequestIds.IsFit(id));
    }

    [Fact]
    public async Task Answers_AreTheSameWithTheLogAndWithout_AndOnlyLoggedServicesHaveIds()
    {
        using var log = Log(new() { Services = new Dictionary<string, double> { ["airports"] = 1, ["gone"] = 1 } });
        var clock = new FixedClock(StreamServer.Noon);
        await using var logged = await RunningServer.StartAsync(options => options with { Served = log, Clock = clock });
        await using var plain = await RunningServer.StartAsync(options => options with { Clock = clock });
        const string airports = """{"feature_service":"airports","entities":{"iata":["ORD","LAX",null]}}""";
        const string late = """{"feature_service":"late_flight","entities":{"iata":["ORD"],"limit":[3]}}""";
        (await logged.PostAsync(airports)).ShouldBe(await plain.PostAsync(airports));
        (await logged.PostAsync(late)).ShouldBe(await plain.PostAsync(late));
        (await AskAsync(logged.Client, late, "mine")).Id.ShouldBeNull();
        (await AskAsync(plain.Client, airports, "mine")).Id.ShouldBeNull();
        (await AskAsync(logged.Client, """{"features":["departures:count_1h"],"entities":{"iata":["ORD"]}}""", "mine")).Id.ShouldBeNull();
        logged.Log.ToString().ShouldContain("service 'gone' is to be logged, and there is none of this name");
    }

    [Fact]
    public async Task Storage_ThatCannotBeWritten_FailsNoRead_AndIsCountedAndToldOnce()
    {
        // A file stands where the folder of the tables would be.
        var place = Path.Combine(_folder.FullName, "all");
        await File.WriteAllTextAsync(place, "", TestContext.Current.CancellationToken);
        using var log = new ServedLog(new ServedTables(place, TimeProvider.System), new() { Sample = 1, QueueBytes = 256 << 10 }, TimeProvider.System, inBackground: false);
        await using var server = await RunningServer.StartAsync(options => options with { Served = log });
        const string rows = """{"feature_service":"airports","entities":{"iata":["ORD","LAX","JFK"]}}""";
        for (var i = 0; i < 3; i++)
        {
            for (var request = 0; request < 500; request++) (await server.PostAsync(rows)).Status.ShouldBe(200);
            log.Write();
        }

        var (status, told) = await server.GetAsync("/v1/log");
        status.ShouldBe(200);
        ((string)told!["trouble"]!).ShouldStartWith("error QRN5120: served vectors of service 'airports' cannot be written");
        var service = told["services"]!.AsArray().Single(of => (string)of!["service"]! == "airports")!;
        ((long)service["written"]!, (long)service["dropped"]! > 0).ShouldBe((0, true));
        ((long)told["waiting_bytes"]!).ShouldBeInRange(1, 256 << 10);
        server.Log.ToString().Split("QRN5120").Length.ShouldBe(2);

        File.Delete(place);
        log.Write();
        (_, told) = await server.GetAsync("/v1/log");
        told!["trouble"].ShouldBeNull();
        service = told["services"]!.AsArray().Single(of => (string)of!["service"]! == "airports")!;
        ((long)service["written"]! + (long)service["dropped"]!).ShouldBe(4500);
        server.Log.ToString().ShouldContain("served vectors are written again");
    }

    [Fact]
    public async Task NewVersionOfTheRegistry_IsLoggedAsWhatItIs()
    {
        using (var log = Log())
        await using (var server = await RunningServer.StartAsync(options => options with { Served = log }))
        {
            await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
            server.Registry.Head = "2";
            while ((string?)(await server.GetAsync("/v1/registry")).Body!["version"] != "2") await Task.Delay(10, TestContext.Current.CancellationToken);
            await server.PostAsync("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""");
        }

        Load("registry_version", ValueKind.String, "airports", "registry_version").Select(value => value.AsText()).ShouldBe(["1", "2"]);
        Load("count_1h", ValueKind.Int64, "airports", "registry_version").Select(value => value.AsInt64()).ShouldBe([1, 2]);
    }

    private ServedLog Log(ServedLogOptions? options = null) =>
        new(new ServedTables(_folder.FullName, TimeProvider.System), options ?? new() { Sample = 1 }, TimeProvider.System, inBackground: false);

    private static async Task<(string? Id, JsonNode Body)> AskAsync(HttpClient client, string body, string? id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/get-online-features") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (id is not null) request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue();
        return (response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.Single() : null, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private void Check(JsonNode answer, OutputColumn output)
    {
        var told = answer["results"]![Array.IndexOf(answer.Names(), output.Name)]!;
        Load($"{output.Name}__status", ValueKind.String).Select(value => value.AsText()).ShouldBe(told["statuses"]!.AsArray().Select(status => (string)status!), output.Name);
        for (var row = 0; row < 4; row++)
        {
            var json = told["values"]![row];
            var cell = $"(SELECT {output.Name} FROM {{0}} WHERE \"row\" = {row})";
            if (json is null) Query($"SELECT {cell} IS NULL AS v", ValueKind.Boolean).ShouldBe([Value.Of(true)], output.Name);
            else if (output.Type.Shape == DataShape.List || output.Type.Kind == ValueKind.Embedding)
                Query($"SELECT unnest({cell}) AS v", output.Type.Kind == ValueKind.Embedding ? ValueKind.Float32 : output.Type.Kind).Select(Told).ShouldBe(json.AsArray().Select(item => Told(item!, output.Type.Kind)), output.Name);
            else if (output.Type.Shape == DataShape.Ranking)
                Query($"SELECT to_json({cell})::VARCHAR AS v", ValueKind.String).Select(value => JsonNode.Parse(value.AsText())!.ToJsonString()).ShouldBe([json.ToJsonString()], output.Name);
            else if (output.Type.Shape == DataShape.Histogram)
                Query($"SELECT to_json({cell})::VARCHAR AS v", ValueKind.String).Select(value => JsonNode.Parse(value.AsText())!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")).Single()
                    .ShouldBe(json.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"), output.Name);
            else Query($"SELECT {cell} AS v", output.Type.Kind).Select(Told).ShouldBe([Told(json, output.Type.Kind)], output.Name);
        }
    }

    // A real by its bits, for it may be written in several ways.
    private static string Told(JsonNode json, ValueKind kind) => kind is ValueKind.Float32 or ValueKind.Float64 or ValueKind.Embedding ? Bits(json.GetValue<double>()) : json.ToJsonString();

    private static string Bits(double real) => $"bits {BitConverter.DoubleToInt64Bits(real):x}";

    // As the wire has a value: instants in whole seconds.
    private static string Told(Value value) => value.Type.Kind switch
    {
        ValueKind.Timestamp => $"{Math.Floor(value.AsInt64() / 1e6)}",
        ValueKind.String => JsonValue.Create(value.AsText()).ToJsonString(),
        ValueKind.Boolean => value.AsBoolean() ? "true" : "false",
        ValueKind.Float32 or ValueKind.Float64 => Bits(value.AsDouble()),
        _ => $"{value.AsInt64()}",
    };

    private IReadOnlyList<Value> Load(string column, ValueKind kind, string service = "all", string order = "\"row\"") => Query($"SELECT {column} AS v FROM {{0}} ORDER BY {order}", kind, service);

    // By the data files alone, as DuckDB sees them.
    private IReadOnlyList<Value> Query(string sql, ValueKind kind, string service = "all")
    {
        var files = $"read_parquet('{Path.Combine(_folder.FullName, service)}/*.parquet', union_by_name = true)";
        using var spine = DuckSpine.Query(sql.Replace("{0}", files, StringComparison.Ordinal), _folder.FullName);
        var rows = (int)spine.Count(TestContext.Current.CancellationToken);
        var column = spine.Load([new("v", kind)], 0, rows, TestContext.Current.CancellationToken)[0];
        return [.. Enumerable.Range(0, rows).Select(row => column[row])];
    }
}
