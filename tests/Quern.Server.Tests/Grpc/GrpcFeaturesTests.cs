using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Quern.Protocol.Grpc.Wire;
using Quern.Protocol.Online;
using Quern.Server.Tests.Streams;
using Quern.Server.Tests.Values;
using Value = Quern.Protocol.Grpc.Wire.Value;

namespace Quern.Server.Tests.Grpc;

public sealed class GrpcFeaturesTests
{
    private const string Method = GrpcCaller.Serving + "GetOnlineFeatures";

    [Fact]
    public async Task Values_OfEveryKind_AreThemselves()
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan(), configure: WithGrpc);
        (await server.FeastPushAsync("""
            {"push_source_name":"measurements","df":{"at":["2024-05-01T11:30:00Z","2024-05-01T11:45:00.25Z"],"id":[0,0],"flag":[false,true],"small":[7,-2147483648],"big":[7,9223372036854775807],
             "ratio":[3,0.1],"price":[3,0.1],"note":["b","a\"é"],"moment":[0,"2001-03-01T00:00:00.999999Z"],"taste":[[1,2],[0.1,-2]]}}
            """)).ShouldBe((200, null));
        using var caller = new GrpcCaller(server.Server.GrpcUrl!);
        var answer = await CallAsync(caller, new()
        {
            FeatureService = "all",
            Entities = { ["id"] = Column(new Value { Int64Val = 0 }, new Value { StringVal = "1" }, new Value()) },
            RequestContext =
            {
                ["over"] = Column(new Value { DoubleVal = 1 }, new Value { Int32Val = 0 }, new Value { NullVal = Null.Null }),
                ["under"] = Column(new Value { DoubleVal = 0 }, new Value { Int64Val = 0 }, new Value { DoubleVal = 1 }),
                ["of"] = Column(new Value { FloatVal = 2 }, new Value { FloatVal = 0.25f }, new Value { FloatVal = -1 }),
            },
        });

        Told(answer, "id").ShouldBe(["{ \"int64Val\": \"0\" } Present", "{ \"int64Val\": \"1\" } Present", "{ } NullValue"]);
        new[] { "flag", "small", "big", "ratio", "price", "note", "moment", "taste" }.Select(name => Told(answer, name)[0]).ShouldBe(
        [
            "{ \"boolVal\": true } Present", "{ \"int32Val\": -2147483648 } Present", "{ \"int64Val\": \"9223372036854775807\" } Present", "{ \"floatVal\": 0.1 } Present", "{ \"doubleVal\": 0.1 } Present",
            "{ \"stringVal\": \"a\\\"é\" } Present", "{ \"unixTimestampVal\": \"983404800\" } Present", "{ \"floatListVal\": { \"val\": [ 0.1, -2 ] } } Present",
        ]);
        new[] { "flags", "smalls", "bigs", "ratios", "prices", "notes", "moments", "note_counts", "note_histogram", "count" }.Select(name => Told(answer, $"{name}_lifetime")[0]).ShouldBe(
        [
            "{ \"boolListVal\": { \"val\": [ true, false ] } } Present", "{ \"int32ListVal\": { \"val\": [ -2147483648, 7 ] } } Present", "{ \"int64ListVal\": { \"val\": [ \"9223372036854775807\", \"7\" ] } } Present",
            "{ \"floatListVal\": { \"val\": [ 0.1, 3 ] } } Present", "{ \"doubleListVal\": { \"val\": [ 0.1, 3 ] } } Present", "{ \"stringListVal\": { \"val\": [ \"a\\\"é\", \"b\" ] } } Present",
            "{ \"unixTimestampListVal\": { \"val\": [ \"983404800\", \"0\" ] } } Present",
            "{ \"mapListVal\": { \"val\": [ { \"val\": { \"value\": { \"stringVal\": \"a\\\"é\" }, \"count\": { \"int64Val\": \"1\" } } }, { \"val\": { \"value\": { \"stringVal\": \"b\" }, \"count\": { \"int64Val\": \"1\" } } } ] } } Present",
            "{ \"mapVal\": { \"val\": { \"a\\\"é\": { \"int64Val\": \"1\" }, \"b\": { \"int64Val\": \"1\" } } } } Present", "{ \"int64Val\": \"2\" } Present",
        ]);
        Told(answer, "small")[1..].ShouldBe(["{ } NotFound", "{ } NotFound"]);
        Told(answer, "quotient").ShouldBe(["{ \"doubleVal\": \"Infinity\" } Present", "{ \"doubleVal\": \"NaN\" } Present", "{ } NullValue"]);
        Told(answer, "root").ShouldBe(["{ \"floatVal\": 1.4142135 } Present", "{ \"floatVal\": 0.5 } Present", "{ \"floatVal\": \"NaN\" } Present"]);
        Vector(answer, "small").EventTimestamps.ShouldBe([new Timestamp { Seconds = 1714563900, Nanos = 250_000_000 }, new Timestamp(), new Timestamp()]);
    }

    [Theory]
    [InlineData(FeastStatus.Strict, false)]
    [InlineData(FeastStatus.Python, true)]
    public async Task Answer_IsThatOfHttp(FeastStatus status, bool fullNames)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, configure: options => WithGrpc(options) with { FeastStatus = status });
        await server.PushAsync("""[{"at":"2024-05-01T11:30:00.123456Z","customer":"ann","amount":2.5,"shop":null},{"at":"1969-12-31T23:59:59.5Z","customer":"eve","amount":1}]""");
        var names = fullNames ? "true" : "false";
        using var response = await server.Client.PostAsync(
            "/get-online-features",
            new StringContent($$"""{"features":["last_sale@v1:shop","spending:spent_1h","last_sale:last_amount","spending:count_lifetime"],"entities":{"customer":["ann","bob",null,"ann","eve"]},"full_feature_names":{{names}},"include_feature_view_version_metadata":true}"""),
            TestContext.Current.CancellationToken);
        var expected = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        using var caller = new GrpcCaller(server.Server.GrpcUrl!);
        var answer = await CallAsync(caller, new()
        {
            Features = new() { Val = { "last_sale@v1:shop", "spending:spent_1h", "last_sale:last_amount", "spending:count_lifetime" } },
            Entities = { ["customer"] = Column(Text("ann"), Text("bob"), new Value(), Text("ann"), Text("eve")) },
            FullFeatureNames = fullNames,
            IncludeFeatureViewVersionMetadata = true,
        });

        answer.Metadata.FeatureNames.Val.ShouldBe(expected.Names());
        answer.Metadata.FeatureViewMetadata.Select(view => (view.Name, view.Version)).ShouldBe(expected["metadata"]!["feature_view_metadata"]!.AsArray().Select(view => ((string)view!["name"]!, (int)view["version"]!)));
        foreach (var name in expected.Names())
        {
            string.Concat("[", string.Join(",", Vector(answer, name).Statuses.Select(told => $"\"{Upper(told)}\"")), "]").ShouldBe(expected.Statuses(name), name);
            string.Concat("[", string.Join(",", Vector(answer, name).EventTimestamps.Select(time => JsonFormatter.Default.Format(time))), "]").ShouldBe(expected.EventTimes(name), name);
            string.Concat("[", string.Join(",", Vector(answer, name).Values.Select(Json)), "]").ShouldBe(expected.Values(name), name);
        }
    }

    [Fact]
    public async Task WrongRequest_HasItsStatus_AndAllThatIsWrong()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, configure: options => WithGrpc(options) with { RowLimit = 2 });
        using var caller = new GrpcCaller(server.Server.GrpcUrl!);
        (await FailAsync(caller, new())).ShouldBe((3, "QRN5003"));
        (await FailAsync(caller, new() { Features = new() })).ShouldBe((3, "QRN5003"));
        (await FailAsync(caller, new() { FeatureService = "other" })).ShouldBe((5, "QRN5011"));
        (await FailAsync(caller, new() { Features = new() { Val = { "other:f" } } })).ShouldBe((5, "QRN5012"));
        (await FailAsync(caller, new() { Features = new() { Val = { "spending:f" } } })).ShouldBe((5, "QRN5013"));
        (await FailAsync(caller, new() { Features = new() { Val = { "a b:f" } } })).ShouldBe((3, "QRN5014"));
        (await FailAsync(caller, new() { FeatureService = "checkout" })).ShouldBe((3, "QRN5006"));
        (await FailAsync(caller, For(Text("a"), Text("b"), Text("c")))).ShouldBe((8, "QRN5009"));
        (await FailAsync(caller, For(new Value { BytesVal = ByteString.CopyFromUtf8("ann") }))).ShouldBe((3, "QRN5008"));
        (await FailAsync(caller, For(new Value { BoolVal = true }))).ShouldBe((3, "QRN5008"));
        (await FailAsync(caller, For(new Value { ListVal = new() { Val = { Text("ann") } } }))).ShouldBe((3, "QRN5008"));
        (await FailAsync(caller, For(new Value { MapVal = new() }))).ShouldBe((3, "QRN5008"));
        var twice = For(Text("a"));
        twice.RequestContext["customer"] = Column(Text("a"));
        (await FailAsync(caller, twice)).ShouldBe((3, "QRN5004"));
    }

    [Fact]
    public async Task ViewWithoutState_IsAFailedPrecondition()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.WithoutStreams, configure: WithGrpc);
        using var caller = new GrpcCaller(server.Server.GrpcUrl!);
        (await FailAsync(caller, For(Text("ann")))).ShouldBe((9, "QRN4020"));
    }

    private static ServerOptions WithGrpc(ServerOptions options) => options with { GrpcUrl = "http://127.0.0.1:0" };

    private static Value Text(string text) => new() { StringVal = text };

    private static RepeatedValue Column(params Value[] values) => new() { Val = { values } };

    private static GetOnlineFeaturesRequest For(params Value[] customers) => new() { FeatureService = "checkout", Entities = { ["customer"] = Column(customers) } };

    private static Task<GetOnlineFeaturesResponse> CallAsync(GrpcCaller caller, GetOnlineFeaturesRequest request) => caller.CallAsync(Method, request, GetOnlineFeaturesResponse.Parser);

    private static async Task<(int?, string)> FailAsync(GrpcCaller caller, GetOnlineFeaturesRequest request)
    {
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(request.ToByteArray()));
        return (reply.Status, reply.Message[..7]);
    }

    private static GetOnlineFeaturesResponse.Types.FeatureVector Vector(GetOnlineFeaturesResponse answer, string name) => answer.Results[answer.Metadata.FeatureNames.Val.IndexOf(name)];

    private static string[] Told(GetOnlineFeaturesResponse answer, string name) => [.. Vector(answer, name).Values.Zip(Vector(answer, name).Statuses, (value, status) => $"{value} {status}")];

    private static string Upper(FieldStatus status) => status switch
    {
        FieldStatus.NullValue => "NULL_VALUE",
        FieldStatus.NotFound => "NOT_FOUND",
        FieldStatus.OutsideMaxAge => "OUTSIDE_MAX_AGE",
        _ => status.ToString().ToUpperInvariant(),
    };

    // As HTTP has the few kinds that the shop has.
    private static string Json(Value value) => value.ValCase switch
    {
        Value.ValOneofCase.StringVal => $"\"{value.StringVal}\"",
        Value.ValOneofCase.Int64Val => $"{value.Int64Val}",
        Value.ValOneofCase.DoubleVal => value.DoubleVal == Math.Truncate(value.DoubleVal) ? $"{value.DoubleVal:0.0}" : $"{value.DoubleVal:R}",
        _ => "null",
    };
}
