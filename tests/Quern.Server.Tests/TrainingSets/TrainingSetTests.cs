using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.TrainingSets;

/// <summary>Training sets over HTTP, from events that were pushed.</summary>
public sealed class TrainingSetTests
{
    private const string Labels = """{"customer":["bob","ann","zoe"],"event_timestamp":["2024-05-01T11:00:00Z","2024-05-01T11:30:00Z",1714564800],"weight":[1,2.5,null],"late":[true,null,false],"note":["7",null,"é"]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Labels_AsColumnsOrRows_GiveTheSameBytes_InTheirOrder()
    {
        await using var server = await ShopAsync();
        var columns = await MakeAsync(server, $$$"""{"service":"checkout","labels":{{{Labels}}},"format":"csv"}""");
        (await TextAsync(server, columns)).ShouldBe("""
            customer,event_timestamp,weight,late,note,spent_1h,spent_lifetime,count_1h,count_lifetime,shop,last_amount
            bob,2024-05-01 11:00:00+00,1.0,true,7,,,0,0,,
            ann,2024-05-01 11:30:00+00,2.5,,,6.5,6.5,2,2,s,4.0
            zoe,2024-05-01 12:00:00+00,,false,é,,,0,0,,

            """);
        var rows = await MakeAsync(server, """
            {"service":"checkout","format":"csv","labels":[
              {"customer":"bob","event_timestamp":"2024-05-01T11:00:00Z","weight":1,"late":true,"note":"7"},
              {"customer":"ann","event_timestamp":"2024-05-01T13:30:00+02:00","weight":2.5},
              {"late":false,"note":"é","customer":"zoe","event_timestamp":1714564800}]}
            """);
        Hash(rows).ShouldBe(Hash(columns));
        ((long)columns["rows"]!, (string)columns["service"]!, (string)columns["status"]!, columns["findings"]!.AsArray().Count).ShouldBe((3, "checkout", "succeeded", 0));
        ((int)columns["manifest"]!["leakCheckRows"]!, (int)columns["manifest"]!["commit"]!).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Result_IsParquet_WholeOrByRange_AndGoneOnceRemoved()
    {
        await using var server = await ShopAsync();
        var run = await MakeAsync(server, $$$"""{"features":["spending:spent_1h"],"labels":{{{Labels}}},"statuses":true,"as_known":true}""");
        run["manifest"]!["columns"]!.AsArray().Select(column => (string)column!["name"]!).ShouldBe(["spent_1h"]);
        using var whole = await server.Client.GetAsync((string)run["result"]!, Cancellation);
        whole.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apache.parquet");
        var bytes = await whole.Content.ReadAsByteArrayAsync(Cancellation);
        Encoding.ASCII.GetString(bytes[..4]).ShouldBe("PAR1");
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)).ShouldBe(Hash(run));

        using var ask = new HttpRequestMessage(HttpMethod.Get, (string)run["result"]!) { Headers = { Range = new RangeHeaderValue(4, 11) } };
        using var part = await server.Client.SendAsync(ask, Cancellation);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(bytes[4..12]);

        using var removed = await server.Client.DeleteAsync((string)run["url"]!, Cancellation);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ErrorAsync(server, (string)run["url"]!)).ShouldBe((404, "QRN5107"));
        (await ErrorAsync(server, (string)run["result"]!)).ShouldBe((404, "QRN5107"));
        Directory.GetDirectories(server.Project.TrainingSets).ShouldBeEmpty();
    }

    [Fact]
    public async Task Spine_IsAFileOfTheProject_AndNoOther()
    {
        await using var server = await ShopAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Project.Folder, "labels.csv"), "customer,event_timestamp\nann,2024-05-01T11:30:00Z\n", Cancellation);
        File.CreateSymbolicLink(Path.Combine(server.Project.Folder, "link.csv"), "/etc/passwd");
        var run = await MakeAsync(server, """{"features":["spending:spent_1h"],"spine":"labels.csv","format":"csv"}""");
        (await TextAsync(server, run)).ShouldBe("customer,event_timestamp,spent_1h\nann,2024-05-01 11:30:00+00,6.5\n");
        foreach (var path in new[] { "/etc/passwd", "../labels.csv", "data/../../labels.csv", "link.csv", ".quern/registry/x.csv", "", "a\\u0000.csv" })
            (await RefusedAsync(server, $$$"""{"service":"checkout","spine":"{{{path}}}"}""")).ShouldBe((422, "QRN5105"), path);
        (await RefusedAsync(server, """{"service":"checkout","spine":"nowhere.csv"}""")).ShouldBe((422, "QRN3020"));
        (await RefusedAsync(server, """{"service":"checkout","spine":"labels.csv","time_column":"at"}""")).ShouldBe((422, "QRN3001"));
    }

    [Fact]
    public async Task Request_TellsAllThatIsWrong_AtOnce()
    {
        await using var server = await ShopAsync();
        (await RefusedAsync(server, """{"service":"checkout","as_knwn":true,"labels":{"custmer":[1.5],"spent_1h":[1],"event_timestamp":["noon"],"x":[1,"a"],"y":[[1]]},"format":"orc"}"""))
            .ShouldBe((422, "QRN5101 QRN5002 QRN5005 QRN3002 QRN3003 QRN5008 QRN5104 QRN5104"));
        (await RefusedAsync(server, """{"service":"checkot","labels":{}}""")).ShouldBe((404, "QRN5011"));
        (await RefusedAsync(server, """{"features":["spending:spend"],"labels":{}}""")).ShouldBe((422, "QRN1030"));
        (await RefusedAsync(server, "{}")).ShouldBe((422, "QRN5102 QRN5102"));
        (await RefusedAsync(server, "[")).ShouldBe((422, "QRN5001"));
        (await RefusedAsync(server, """{"service":"checkout","labels":7}""")).ShouldBe((422, "QRN5103"));
        (await RefusedAsync(server, """{"service":"checkout","labels":[{"customer":"a","event_timestamp":null}]}""")).ShouldBe((422, "QRN3004"));
        (await RefusedAsync(server, """{"service":"checkout","labels":[{"customer":"a","event_timestamp":"2024-05-01T11:00:00Z","Customer":"b"}]}""")).ShouldBe((422, "QRN5004"));
        Directory.GetDirectories(server.Project.TrainingSets).ShouldBeEmpty();
        (await server.Client.GetStringAsync("/v1/training-sets", Cancellation)).ShouldBe("[]");
    }

    [Fact]
    public async Task Body_LargerThanTheLimit_Is413_AndMoreThanMayWaitIs429()
    {
        await using var server = await ShopAsync(options => options with { BodyLimit = 1000, Runs = new() { Waiting = 0 } });
        (await RefusedAsync(server, $$$"""{"service":"checkout","labels":{{{Labels}}}}""")).ShouldBe((429, "QRN5106"));
        await using var small = await ShopAsync(options => options with { BodyLimit = 100 });
        (await RefusedAsync(small, $$$"""{"service":"checkout","labels":{{{Labels}}}}""")).ShouldBe((413, "QRN5010"));
    }

    [Fact]
    public async Task Restart_KeepsResults_AndASecondServerOfTheProjectMakesNone()
    {
        var first = await ShopAsync();
        var run = await MakeAsync(first, $$$"""{"service":"checkout","labels":{{{Labels}}}}""");
        var folder = await first.StopAsync();
        try
        {
            await using var again = await StreamServer.StartAsync(ShopFeatures.First, folder: folder);
            var kept = JsonNode.Parse(await again.Client.GetStringAsync("/v1/training-sets", Cancellation))!.AsArray().Single()!;
            kept.ToJsonString().ShouldBe(run.ToJsonString());
            (await again.Client.GetByteArrayAsync((string)run["result"]!, Cancellation)).Length.ShouldBePositive();

            await using var second = await RunningServer.StartAsync(options => options with { TrainingSets = new(again.Project) });
            (await ErrorAsync(second.Client, "/v1/training-sets")).ShouldBe((503, "QRN5110"));
            await using var without = await RunningServer.StartAsync();
            (await ErrorAsync(without.Client, "/v1/training-sets")).ShouldBe((503, "QRN5100"));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<StreamServer> ShopAsync(Func<Server.TrainingSets.TrainingSetOptions, Server.TrainingSets.TrainingSetOptions>? configure = null)
    {
        var server = await StreamServer.StartAsync(ShopFeatures.First, trainingSets: configure);
        await server.PushAsync("""[{"at":"2024-05-01T11:10:00Z","customer":"ann","amount":2.5,"shop":"r"},{"at":"2024-05-01T11:20:00Z","customer":"ann","amount":4,"shop":"s"}]""");
        return server;
    }

    private static async Task<JsonNode> MakeAsync(StreamServer server, string body)
    {
        using var answer = await server.Client.PostAsync("/v1/training-sets", new StringContent(body), Cancellation);
        var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, run.ToJsonString());
        answer.Headers.Location!.ToString().ShouldBe((string)run["url"]!);
        while ((string)run["status"]! is "queued" or "running")
        {
            run = JsonNode.Parse(await server.Client.GetStringAsync((string)run["url"]!, Cancellation))!;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        ((string)run["status"]!).ShouldBe("succeeded", run.ToJsonString());
        return run;
    }

    private static string Hash(JsonNode run) => (string)run["manifest"]!["outputHash"]!;

    private static Task<string> TextAsync(StreamServer server, JsonNode run) => server.Client.GetStringAsync((string)run["result"]!, Cancellation);

    private static async Task<(int Status, string Codes)> RefusedAsync(StreamServer server, string body)
    {
        var (status, text) = await server.Client.AskAsync("/v1/training-sets", body);
        return (status, Answers.Codes(text));
    }

    private static Task<(int Status, string Code)> ErrorAsync(StreamServer server, string path) => ErrorAsync(server.Client, path);

    private static async Task<(int Status, string Code)> ErrorAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        return ((int)answer.StatusCode, Answers.Codes(await answer.Content.ReadAsStringAsync(Cancellation)));
    }
}
