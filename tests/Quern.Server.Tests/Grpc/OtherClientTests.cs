using System.Diagnostics;
using System.Text.Json.Nodes;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Grpc;

/// <summary>Calls the server with a client of another make, grpc-js, which makes its messages from the same .proto files.</summary>
public sealed class OtherClientTests
{
    [Fact]
    public async Task Client_OfAnotherMake_ReadsVectorsAndErrors()
    {
        var client = Path.Combine(Root(), "eng", "grpc-client");
        Assert.SkipUnless(Directory.Exists(Path.Combine(client, "node_modules", "@grpc")), "no gRPC client here: eng/setup.sh grpc brings it");
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, configure: options => options with { GrpcUrl = "http://127.0.0.1:0" });
        await server.PushAsync("""[{"at":"2024-05-01T11:30:00.123456Z","customer":"ann","amount":2.5,"shop":"é%"},{"at":"2024-05-01T11:45:00Z","customer":"ann","amount":4}]""");

        const string entities = "\"entities\":{\"customer\":{\"val\":[{\"string_val\":\"ann\"},{\"string_val\":\"bob\"},{\"null_val\":\"NULL\"}]}}";
        var answers = await CallAsync(client, new Uri(server.Server.GrpcUrl!).Authority,
            $$"""{"service":"feast.serving.ServingService","method":"GetOnlineFeatures","request":{"feature_service":"checkout",{{entities}}} }""",
            $$"""{"service":"feast.serving.ServingService","method":"GetOnlineFeatures","request":{"features":{"val":["spending:spent_1h","last_sale:last_amount"]},{{entities}},"full_feature_names":true,"include_feature_view_version_metadata":true} }""",
            """{"service":"feast.serving.ServingService","method":"GetOnlineFeatures","request":{"features":{"val":["spending:é%"]}}}""",
            """{"service":"feast.serving.ServingService","method":"GetOnlineFeatures","request":{"feature_service":"checkout"},"gzip":true}""",
            """{"service":"feast.serving.ServingService","method":"GetOnlineFeatures","request":{"feature_service":"checkout"},"deadline":-1000}""",
            """{"service":"feast.serving.ServingService","method":"GetFeastServingInfo","request":{}}""",
            """{"service":"grpc.health.v1.Health","method":"Check","request":{"service":""}}""");

        answers.Select(answer => (int)answer["code"]!).ShouldBe([0, 0, 3, 12, 4, 0, 0]);
        var vector = answers[0]["response"]!;
        vector["metadata"]!["feature_names"]!["val"]!.ToJsonString().ShouldBe("""["customer","spent_1h","spent_lifetime","count_1h","count_lifetime","shop","last_amount"]""");
        Column(vector, 1).ShouldBe(("[6.5,null,null]", """["PRESENT","NULL_VALUE","NOT_FOUND"]"""));
        Column(vector, 3).ShouldBe((""" ["2","0",null] """.Trim(), """["PRESENT","PRESENT","NOT_FOUND"]"""));
        Column(vector, 6).ShouldBe(("[4,null,null]", """["PRESENT","NOT_FOUND","NOT_FOUND"]"""));
        vector["results"]![6]!["event_timestamps"]!.ToJsonString().ShouldBe("""[{"seconds":"1714563900"},{},{}]""");

        answers[1]["response"]!["metadata"]!["feature_names"]!["val"]!.ToJsonString().ShouldBe("""["customer","spending__spent_1h","last_sale__last_amount"]""");
        answers[1]["response"]!["metadata"]!["feature_view_metadata"]!.ToJsonString().ShouldBe("""[{"name":"spending","version":1},{"name":"last_sale","version":1}]""");
        ((string)answers[2]["details"]!).ShouldStartWith("QRN5014: 'spending:é%' is not a feature reference.");
        ((string)answers[3]["details"]!).ShouldStartWith("QRN5076: Messages compressed with 'gzip' are not taken.");
        ((string)answers[5]["response"]!["version"]!).ShouldStartWith("quern ");
        answers[6]["response"]!.ToJsonString().ShouldBe("""{"status":"SERVING"}""");
    }

    private static (string Values, string Statuses) Column(JsonNode vector, int place)
    {
        var result = vector["results"]![place]!;
        // An empty message has no member; one with a value has the name of its kind beside it.
        var values = result["values"]!.AsArray().Select(value => value!["val"] is { } kind ? value[(string)kind!]!.ToJsonString() : "null");
        return ($"[{string.Join(",", values)}]", result["statuses"]!.ToJsonString());
    }

    private static async Task<JsonNode[]> CallAsync(string client, string address, params string[] calls)
    {
        var start = new ProcessStartInfo("node", ["call.js", address, Path.Combine(Root(), "src", "Quern.Protocol", "Grpc", "Protos")])
        {
            WorkingDirectory = client, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        foreach (var call in calls) await process.StandardInput.WriteLineAsync(call);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await errors);
        return StreamServer.Lines(await output);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "eng", "grpc-client"))) folder = folder.Parent ?? throw new InvalidOperationException($"There is no eng/grpc-client above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
