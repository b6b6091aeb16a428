using System.Net;
using Google.Protobuf;
using Quern.Protocol.Grpc.Wire;

namespace Quern.Server.Tests.Grpc;

/// <summary>Calls as bytes: what is before a message, around it and after it.</summary>
public sealed class GrpcTransportTests
{
    private const string Method = GrpcCaller.Serving + "GetOnlineFeatures";

    [Fact]
    public async Task Answer_HasAMessage_AndItsStatusBehind()
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(Request().ToByteArray()), "application/grpc+proto", ("grpc-timeout", "1M"), ("grpc-accept-encoding", "identity,gzip"));
        (reply.Http, reply.Status).ShouldBe((200, 0), reply.Message);
        reply.Headers.GetValues("grpc-accept-encoding").ShouldBe(["identity"]);
        reply.Headers.Contains("grpc-status").ShouldBeFalse();
        GetOnlineFeaturesResponse.Parser.ParseFrom(reply.Body.AsSpan(5)).Metadata.FeatureNames.Val.ShouldBe(["iata", "count_1h"]);
    }

    public static TheoryData<string, byte[], int, string> Wrong => new()
    {
        { "nothing", [], 3, "QRN5075: The message cannot be read. It is missing." },
        { "half of a prefix", [0, 0, 0], 3, "QRN5075: The message cannot be read. It ends within the five bytes" },
        { "a message that is cut", [0, 0, 0, 0, 9, 1], 3, "QRN5075: The message cannot be read. 8 of its 9 bytes are missing." },
        { "two messages", [.. GrpcCaller.Frame([]), .. GrpcCaller.Frame([])], 3, "QRN5075: The message cannot be read. 5 bytes come after it" },
        { "a first byte that says nothing", [7, 0, 0, 0, 0], 3, "QRN5075: The message cannot be read. Its first byte is 7" },
        { "compressed", GrpcCaller.Frame([1, 2, 3], flag: 1), 12, "QRN5076: Messages compressed with 'nothing that is named' are not taken." },
        { "longer than the limit", [0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2], 8, "QRN5010: The body is larger than the limit of 1000 bytes." },
        { "no message of this kind", GrpcCaller.Frame([0x0A, 0xFF]), 3, "QRN5075: The message cannot be read." },
        { "nested too deep", GrpcCaller.Frame([.. Enumerable.Repeat((byte)0x13, 900)]), 3, "QRN5075: The message cannot be read." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task BytesThatAreNoMessage_AreTold(string what, byte[] body, int status, string message)
    {
        await using var server = await StartAsync(options => options with { BodyLimit = 1000 });
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, body);
        (reply.Http, reply.Status).ShouldBe((200, status), what);
        reply.Message.ShouldStartWith(message, customMessage: what);
        reply.Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task BodyAtTheLimit_IsTaken_OneByteMoreIsNot()
    {
        await using var server = await StartAsync(options => options with { BodyLimit = 1000 });
        using var caller = new GrpcCaller(server.GrpcUrl);
        (await caller.SendAsync(Method, GrpcCaller.Frame(Sized(1000)))).Status.ShouldBe(5);
        (await caller.SendAsync(Method, GrpcCaller.Frame(Sized(1001)))).Status.ShouldBe(8);

        static byte[] Sized(int bytes) => new GetOnlineFeaturesRequest { FeatureService = new string('x', bytes - 3) }.ToByteArray();
    }

    [Theory]
    [InlineData("0n", 4)]
    [InlineData("99n", 4)]
    [InlineData("0S", 4)]
    [InlineData("99999999H", 0)]
    [InlineData("60S", 0)]
    [InlineData("60000m", 0)]
    [InlineData("60000000u", 0)]
    [InlineData("5", 3)]
    [InlineData("m", 3)]
    [InlineData("-1S", 3)]
    [InlineData("1.5S", 3)]
    [InlineData("123456789S", 3)]
    [InlineData("5s", 3)]
    public async Task Deadline_IsKept(string timeout, int status)
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(Request().ToByteArray()), headers: ("grpc-timeout", timeout));
        reply.Status.ShouldBe(status, reply.Message);
        reply.Message[..Math.Min(7, reply.Message.Length)].ShouldBe(status switch { 0 => "", 4 => "QRN5077", _ => "QRN5078" });
    }

    [Fact]
    public async Task ReadThatTakesLongerThanItMay_IsTooLate()
    {
        await using var server = await StartAsync(prepare: registry => registry.OnRead = _ => new ManualResetEventSlim().Wait(50, TestContext.Current.CancellationToken));
        using var caller = new GrpcCaller(server.GrpcUrl);
        (await caller.SendAsync(Method, GrpcCaller.Frame(Request().ToByteArray()), headers: ("grpc-timeout", "1m"))).Status.ShouldBe(4);
    }

    [Theory]
    [InlineData("/feast.serving.ServingService/GetBatchFeatures")]
    [InlineData("/grpc.health.v1.Health/Watch")]
    [InlineData("/")]
    [InlineData("/health")]
    public async Task UnknownMethod_IsUnimplemented(string path)
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(path, GrpcCaller.Frame([]));
        (reply.Http, reply.Status, reply.Message[..7]).ShouldBe((200, 12, "QRN5074"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    [InlineData("")]
    public async Task OtherContent_Is415(string contentType)
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        (await caller.SendAsync(Method, GrpcCaller.Frame([]), contentType)).Http.ShouldBe(415);
    }

    [Fact]
    public async Task Http1_IsNotSpokenThere_NorGrpcElsewhere()
    {
        await using var server = await StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.GrpcUrl) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var caller = new GrpcCaller(server.Url);
        await Should.ThrowAsync<HttpRequestException>(() => caller.SendAsync(Method, GrpcCaller.Frame([])));
    }

    [Fact]
    public async Task Reason_IsEscaped_AndCutWhereItIsLong()
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(new GetOnlineFeaturesRequest { FeatureService = "é 100%\n" }.ToByteArray()));
        (reply.Status, reply.Message).ShouldBe((5, "QRN5011: Feature service %C3%A9 100%25%0A does not exist in project flights Hint: Services: airports, late_flight."));
        var longer = await caller.SendAsync(Method, GrpcCaller.Frame(new GetOnlineFeaturesRequest { FeatureService = new string('é', 100_000) }.ToByteArray()));
        (longer.Status, longer.Message.Length < 4020, longer.Message[^9..]).ShouldBe((5, true, "%C3%A9..."));
    }

    [Fact]
    public async Task Fault_IsInternal_AndTellsNothingOfTheServer()
    {
        await using var server = await StartAsync(prepare: registry => registry.OnRead = _ => throw new InvalidOperationException("secret"));
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(Request().ToByteArray()));
        (reply.Status, reply.Message[..7], reply.Message.Contains("secret", StringComparison.Ordinal)).ShouldBe((13, "QRN5000", false));
        server.Log.ToString().ShouldContain("secret");
    }

    [Fact]
    public async Task ServerThatIsNotReady_IsUnavailable_AndNotHealthy()
    {
        await using var server = await StartAsync(prepare: registry => registry.Head = null);
        using var caller = new GrpcCaller(server.GrpcUrl);
        var reply = await caller.SendAsync(Method, GrpcCaller.Frame(Request().ToByteArray()));
        (reply.Status, reply.Message[..7]).ShouldBe((14, "QRN5025"));
        (await HealthAsync(caller, "")).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        server.Registry.Head = "1";
        while (await HealthAsync(caller, "") != HealthCheckResponse.Types.ServingStatus.Serving) await Task.Delay(10, TestContext.Current.CancellationToken);
        (await HealthAsync(caller, "feast.serving.ServingService")).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        (await caller.SendAsync("/grpc.health.v1.Health/Check", GrpcCaller.Frame(new HealthCheckRequest { Service = "other" }.ToByteArray()))).Status.ShouldBe(5);
    }

    [Fact]
    public async Task ServingInfo_IsTold()
    {
        await using var server = await StartAsync();
        using var caller = new GrpcCaller(server.GrpcUrl);
        (await caller.CallAsync(GrpcCaller.Serving + "GetFeastServingInfo", new GetFeastServingInfoRequest(), GetFeastServingInfoResponse.Parser)).Version.ShouldStartWith("quern ");
    }

    [Fact]
    public async Task AddressInUse_IsTold_WithItsOption()
    {
        await using var server = await StartAsync();
        var failure = await Should.ThrowAsync<QuernException>(() => StartAsync(options => options with { GrpcUrl = server.GrpcUrl }));
        (failure.Findings[0].Code, failure.Findings[0].Hint).ShouldBe(("QRN5026", "Choose another --grpc-url; port 0 takes any free port."));
    }

    private static GetOnlineFeaturesRequest Request() => new()
    {
        FeatureService = "airports",
        Entities = { ["iata"] = new() { Val = { new Value { StringVal = "ORD" } } } },
    };

    private static async Task<HealthCheckResponse.Types.ServingStatus> HealthAsync(GrpcCaller caller, string service) =>
        (await caller.CallAsync("/grpc.health.v1.Health/Check", new HealthCheckRequest { Service = service }, HealthCheckResponse.Parser)).Status;

    private static Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, Action<FakeRegistry>? prepare = null) => RunningServer.StartAsync(
        options => configure?.Invoke(options with { GrpcUrl = "http://127.0.0.1:0" }) ?? options with { GrpcUrl = "http://127.0.0.1:0" }, prepare);
}
