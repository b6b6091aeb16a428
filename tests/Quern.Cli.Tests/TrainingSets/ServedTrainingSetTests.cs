using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.TrainingSets;

/// <summary>A training set that a server makes is the one that the command line makes.</summary>
public sealed class ServedTrainingSetTests(ProjectTemplates templates)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_AndCommand_GiveTheSameBits(bool asKnown)
    {
        using var project = templates.Flights();
        string[] known = asKnown ? ["--as-known"] : [];
        project.Quern([
            "training-set", "late_flight", "--out", "command.csv", "--statuses", .. known,
            "--spine-sql", "SELECT event_timestamp::TIMESTAMPTZ AS event_timestamp, origin, destination, (0.25 * row_number() OVER ())::DOUBLE AS weight FROM (FROM 'data/labels.parquet' ORDER BY ALL LIMIT 3000)"]).Succeeded();
        var lines = File.ReadAllLines(project.PathOf("command.csv"));
        var labels = new JsonArray([.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new JsonObject
        {
            ["event_timestamp"] = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToString("O", CultureInfo.InvariantCulture),
            ["origin"] = cells[1],
            ["destination"] = cells[2],
            ["weight"] = double.Parse(cells[3], CultureInfo.InvariantCulture),
        })]);
        using var server = ServedProject.Start(project, "--clock", "2001-03-01T00:00:00Z");
        var request = new JsonObject { ["service"] = "late_flight", ["labels"] = labels, ["statuses"] = true, ["as_known"] = asKnown, ["format"] = "csv" };
        (await TextAsync(server, request)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(lines);

        // The command line makes the very file again that the server made.
        request["format"] = "parquet";
        var manifest = project.PathOf(Path.Combine(".quern", "training-sets", (string)(await MakeAsync(server, request))["run_id"]!, "result.parquet.manifest.json"));
        server.Stop();
        project.Quern("training-set", "--manifest", manifest, "--out", "again.parquet").Succeeded().ShouldContain("the same bytes as before");
    }

    private static async Task<string> TextAsync(ServedProject server, JsonNode request)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        return await client.GetStringAsync((string)(await MakeAsync(server, request))["result"]!, Cancellation);
    }

    private static async Task<JsonNode> MakeAsync(ServedProject server, JsonNode request)
    {
        using var client = new HttpClient { BaseAddress = new(server.Url) };
        using var answer = await client.PostAsync("/v1/training-sets", new StringContent(request.ToJsonString(JsonSerializerOptions.Web)), Cancellation);
        var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        answer.IsSuccessStatusCode.ShouldBeTrue(run.ToJsonString());
        while ((string)run["status"]! is "queued" or "running")
        {
            run = JsonNode.Parse(await client.GetStringAsync((string)run["url"]!, Cancellation))!;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        ((string)run["status"]!).ShouldBe("succeeded", run.ToJsonString());
        return run;
    }
}
