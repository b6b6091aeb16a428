using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Quern.Engine.Online;

namespace Quern.Server.Tests.Streams;

public sealed class StreamEventsTests
{
    private const string Ann = """{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":2.5,"shop":"north"}""";
    private const string AnnLater = """{"shop":"south","amount":4,"customer":"ann","at":"2024-05-01T11:45:00","till":7}""";

    [Fact]
    public async Task Event_OnceAnswered_IsSeenByTheNextRead()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await server.CheckoutAsync("ann")).ShouldBe("[null] [0] [null] [0] [null] [null]");
        var (status, body) = await server.PushAsync(Ann);
        (status, body!.ToJsonString()).ShouldBe((200, """{"from":0,"events":1,"accepted":1,"duplicate":0,"late":0,"refused_count":0,"refused":[]}"""));
        (await server.CheckoutAsync("ann")).ShouldBe("""[2.5] [1] [2.5] [1] ["north"] [2.5]""");
        (await server.PushAsync(AnnLater)).Status.ShouldBe(200);
        (await server.CheckoutAsync("ann")).ShouldBe("""[6.5] [2] [6.5] [2] ["south"] [4.0]""");
    }

    [Fact]
    public async Task Array_IsAnsweredOnce_WithPlacesInAllOfIt()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync($"""[{Ann}, 7, {AnnLater}, {"{"}"customer":"bob"{"}"}]""");
        status.ShouldBe(200);
        Counts(body!).ShouldBe((4, 2, 2));
        body!["refused"]!.AsArray().Select(refused => ((int)refused!["index"]!, (string)refused["code"]!, (string)refused["event"]!)).ShouldBe([(1, "QRN5040", "7"), (3, "QRN5041", """{"customer":"bob"}""")]);
        (await server.CheckoutAsync("ann")).ShouldBe("""[6.5] [2] [6.5] [2] ["south"] [4.0]""");
        server.DeadLetters().Select(letter => (letter.Stream, letter.Code, letter.Event)).ShouldBe([("purchases", "QRN5040", "7"), ("purchases", "QRN5041", """{"customer":"bob"}""")]);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[7, {}]")]
    [InlineData("")]
    [InlineData("{\"at\":")]
    public async Task ObjectOrArray_WithNothingThatCanBeTaken_Is422(string body)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        (await server.PushAsync(body)).Status.ShouldBe(422);
    }

    [Fact]
    public async Task EmptyArray_IsTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync("[]");
        (status, Counts(body!)).ShouldBe((200, (0, 0, 0)));
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Lines_WithBadOnesAmongThem_AreTakenButForThose(string type)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync($"{Ann}\n\nnot json\n{AnnLater}\r\n{{\"at\":\"noon\"}}\n{Ann}", type);
        status.ShouldBe(200);
        Sum(body!).ShouldBe((5, 3, 2));
        body!.AsArray().SelectMany(line => line!["refused"]!.AsArray()).Select(refused => (int)refused!["index"]!).ShouldBe([1, 3]);
        (await server.CheckoutAsync("ann")).ShouldBe("""[9.0] [3] [9.0] [3] ["south"] [4.0]""");
    }

    [Fact]
    public async Task LinesByTheThousand_AreAnsweredByTheBatch()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var lines = string.Concat(Enumerable.Range(0, 12_345).Select(i => i % 100 == 7 ? "broken\n" : $$"""{"at":"2024-05-01T11:{{i % 60:00}}:00Z","customer":"c{{i % 10}}","amount":{{i}}}""" + "\n"));
        var (_, body) = await server.PushAsync(lines, "application/x-ndjson");
        Sum(body!).ShouldBe((12_345, 12_221, 124));
        var answers = body!.AsArray();
        answers.Count.ShouldBeGreaterThanOrEqualTo(13);
        answers.Aggregate(0, (next, line) => (int)line!["from"]! == next ? next + (int)line["events"]! : -1).ShouldBe(12_345);
        answers.SelectMany(line => line!["refused"]!.AsArray()).Select(refused => (int)refused!["index"]!).ShouldBe(Enumerable.Range(0, 124).Select(i => (i * 100) + 7));
        (await server.ValuesAsync("checkout", """{"customer":["c3"]}""", "count_lifetime")).ShouldBe($"[{Enumerable.Range(0, 12_345).Count(i => i % 100 != 7 && i % 10 == 3)}]");
    }

    [Fact]
    public async Task LargeArray_LargerThanAnyOtherBodyMayBe_IsTaken()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var padding = new string('x', 2000);
        var events = string.Join(",", Enumerable.Range(0, 10_000).Select(i => $$"""{"at":"2024-05-01T11:00:00Z","customer":"ann","amount":1,"padding":"{{padding}}"}"""));
        var (status, body) = await server.PushAsync($"[{events}]");
        (status, Counts(body!)).ShouldBe((200, (10_000, 10_000, 0)));
    }

    [Fact]
    public async Task EventThatIsTooLong_IsRefused_AndTheOthersPass()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (_, body) = await server.PushAsync($"{Ann}\n{{\"padding\":\"{new string('x', 10 << 20)}\"}}\n{AnnLater}\n", "application/x-ndjson");
        Sum(body!).ShouldBe((3, 2, 1));
        body!.AsArray().SelectMany(line => line!["refused"]!.AsArray()).Select(refused => ((int)refused!["index"]!, (string)refused["code"]!)).ShouldBe([(1, "QRN5042")]);
    }

    [Fact]
    public async Task Gzip_IsExpanded()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync(Gzip(Encoding.UTF8.GetBytes($"{Ann}\n{AnnLater}\n")), "application/x-ndjson", encoding: "gzip");
        (status, Sum(body!)).ShouldBe((200, (2, 2, 0)));
    }

    [Fact]
    public async Task GzipThatIsNone_OrBrokenOff_IsSaid()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync("no gzip at all", encoding: "gzip");
        (status, (string)body!["error"]!["code"]!).ShouldBe((422, "QRN5045"));
        var random = new Random(1);
        var whole = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(_ => Ann.Replace("2.5", $"{random.NextDouble()}", StringComparison.Ordinal) + "\n"))));
        (_, body) = await server.PushAsync(whole[..(whole.Length / 2)], "application/x-ndjson", encoding: "gzip");
        var error = body!.AsArray()[^1]!;
        ((string)error["error"]!["code"]!).ShouldBe("QRN5045");
        (await server.ValuesAsync("checkout", """{"customer":["ann"]}""", "count_lifetime")).ShouldBe($"[{error["from"]}]");
        (status, body) = await server.PushAsync("{}", encoding: "br");
        (status, (string)body!["code"]!).ShouldBe((415, "QRN5044"));
    }

    [Fact]
    public async Task GzipBomb_IsRefused_AndTheAnswerSaysFromWhere()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Ann + "\n"));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++) gzip.Write(zeros);
        }

        var (_, body) = await server.PushAsync(bomb.ToArray(), "application/x-ndjson", encoding: "gzip");
        var error = body!.AsArray()[^1]!;
        ((string)error["error"]!["code"]!).ShouldBe("QRN5043");
        (await server.ValuesAsync("checkout", """{"customer":["ann"]}""", "count_lifetime")).ShouldBe($"[{error["from"]}]");
    }

    [Fact]
    public async Task UnknownStream_Is404_WithTheNamesThereAre()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (status, body) = await server.PushAsync(Ann, stream: "refunds");
        (status, (string)body!["code"]!, (string)body["hint"]!).ShouldBe((404, "QRN4031", "Streams: purchases."));
    }

    [Fact]
    public async Task ProjectWithoutStreams_OpensNoLog_UntilAVersionHasOne()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.WithoutStreams);
        (await server.PushAsync(Ann)).Status.ShouldBe(404);
        server.HasLog.ShouldBeFalse();
        await server.ApplyAsync(ShopFeatures.First);
        (await server.PushAsync(Ann)).Status.ShouldBe(200);
        server.HasLog.ShouldBeTrue();
        (await server.CheckoutAsync("ann")).ShouldBe("""[2.5] [1] [2.5] [1] ["north"] [2.5]""");
    }

    [Fact]
    public async Task TooMuchAtOnce_Is429_AndSaysWhen()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, limits: new() { HeadRows = 1, CheckpointEvery = TimeSpan.FromHours(1) });
        (await server.PushAsync(Ann)).Status.ShouldBe(200);
        using var response = await server.Client.PostAsync("/v1/streams/purchases/events", new StringContent(Ann), TestContext.Current.CancellationToken);
        ((int)response.StatusCode, response.Headers.RetryAfter!.Delta).ShouldBe((429, TimeSpan.FromSeconds(1)));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("QRN4032");
    }

    [Fact]
    public async Task FullDisk_Is507_AndAfterwardsItGoesOn()
    {
        FullDisk? disk = null;
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, wrap: store => disk = new(store));
        (await server.PushAsync(Ann)).Status.ShouldBe(200);
        disk!.IsFull = true;
        var (status, body) = await server.PushAsync(AnnLater);
        (status, (string)body!["error"]!["code"]!, (int)body["from"]!).ShouldBe((507, "QRN4005", 0));
        (status, body) = await server.PushAsync(AnnLater, "application/x-ndjson");
        (status, (string)body![0]!["error"]!["code"]!, (int)body[0]!["from"]!, (int)body[0]!["events"]!).ShouldBe((507, "QRN4005", 0, 1));
        disk.IsFull = false;
        (await server.PushAsync(AnnLater)).Status.ShouldBe(200);
        (await server.CheckoutAsync("ann")).ShouldBe("""[6.5] [2] [6.5] [2] ["south"] [4.0]""");
    }

    [Fact]
    public async Task SenderThatBreaksOff_LeavesWhatWasAnswered_AndTheServerWell()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            var line = Ann + "\n";
            var head = $"POST /v1/streams/purchases/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n{line}";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head), TestContext.Current.CancellationToken);
            using var answer = new StreamReader(stream);
            (await answer.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 200 OK");
            string? text;
            do text = await answer.ReadLineAsync(TestContext.Current.CancellationToken);
            while (text is not null && !text.StartsWith('{'));
            text!.ShouldContain("\"accepted\":1");
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Ann[..10]), TestContext.Current.CancellationToken);
        }

        (await server.CheckoutAsync("ann")).ShouldBe("""[2.5] [1] [2.5] [1] ["north"] [2.5]""");
        (await server.PushAsync(AnnLater)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Stop_EndsAStreamOfLines_AndSaysWhereToGoOn()
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First);
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"POST /v1/streams/purchases/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n{Ann.Length + 1:x}\r\n{Ann}\n\r\n"), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(stream);
        string? text;
        do text = await answer.ReadLineAsync(TestContext.Current.CancellationToken);
        while (text is not null && !text.Contains("\"accepted\":1", StringComparison.Ordinal));
        text.ShouldNotBeNull();
        var stopping = server.StopAsync();
        do text = await answer.ReadLineAsync(TestContext.Current.CancellationToken);
        while (text is not null && !text.StartsWith('{'));
        text!.ShouldStartWith("""{"from":1,"events":0,"accepted":0,"duplicate":0,"late":0,"refused_count":0,"refused":[],"error":{"code":"QRN5049",""");
        client.Dispose();
        var folder = await stopping;

        await using var again = await StreamServer.StartAsync(ShopFeatures.First, folder: folder);
        (await again.CheckoutAsync("ann")).ShouldBe("""[2.5] [1] [2.5] [1] ["north"] [2.5]""");
    }

    [Fact]
    public async Task Streams_AreToldWithTheirNumbers()
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        await server.PushAsync($"{Ann}\n{AnnLater}\nbroken\n", "application/x-ndjson");
        var streams = JsonNode.Parse(await server.Client.GetStringAsync("/v1/streams", TestContext.Current.CancellationToken))!.AsArray();
        var stream = streams.ShouldHaveSingleItem()!;
        ((string)stream["stream"]!, (long)stream["events"]!, (long)stream["accepted"]!, (long)stream["refused"]!, (double)stream["fresh_p99_ms"]!).ShouldBe(("purchases", 2L, 2L, 1L, 1_879_048.191));
        ((double)stream["visible_p50_ms"]!).ShouldBeGreaterThan(0);
    }

    private static (int, int, int) Counts(JsonNode answer) => ((int)answer["events"]!, (int)answer["accepted"]!, (int)answer["refused_count"]!);

    private static (int, int, int) Sum(JsonNode answers) => answers.AsArray().Select(line => Counts(line!)).Aggregate((sum, line) => (sum.Item1 + line.Item1, sum.Item2 + line.Item2, sum.Item3 + line.Item3));

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A store whose disk can be full.</summary>
    private sealed class FullDisk(IOnlineStore inner) : IOnlineStore
    {
        public volatile bool IsFull;

        public IOnlineSnapshot OpenSnapshot() => inner.OpenSnapshot();

        public IOnlineWrite BeginWrite() => IsFull ? throw new QuernException(new Finding("QRN4005", "disk of online store is full")) : inner.BeginWrite();

        public IDisposable LockMaterialization() => inner.LockMaterialization();

        public void Dispose() => inner.Dispose();
    }
}
