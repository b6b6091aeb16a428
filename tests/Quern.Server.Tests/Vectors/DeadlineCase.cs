using System.Text.Json.Nodes;
using Quern.Engine.Serving;
using Quern.Server.Clocks;
using Quern.Server.Tests.Streams;
using Quern.Time;

namespace Quern.Server.Tests.Vectors;

/// <summary>What tests of deadlines share: a server whose deadlines pass when a test says so, and methods that stay at gates.</summary>
public abstract class DeadlineCase
{
    private protected static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(50);

    private protected ManualTime Time { get; } = new();

    private protected static void Hold(ManualResetEventSlim entered, ManualResetEventSlim open, CancellationToken stop)
    {
        entered.Set();
        open.Wait(stop);
    }

    private protected async Task<StreamServer> StartAsync(Gate gate, Func<ServerOptions, ServerOptions>? configure = null, ManualClock? clock = null, Func<IVectorSource, IVectorSource>? source = null)
    {
        var server = await StreamServer.StartAsync(
            HeldFeatures.Plan, clock, configure: options => (configure ?? (same => same))(options with { Time = Time }), source: source);
        var (status, body) = await server.PushAsync($$"""
            [{"at":"2024-05-01T11:20:00Z","customer":"ann","amount":{{gate.Amount}},"shop":"s"},
             {"at":"2024-05-01T11:30:00Z","customer":"bob","amount":-1}]
            """);
        status.ShouldBe(200, body!.ToJsonString());
        return server;
    }

    // Asks, lets the read come to the gate, and has the deadline pass.
    private protected async Task<JsonNode> CutAsync(StreamServer server, Gate gate, string service, params string[] customers)
    {
        var asking = server.Client.AskAsync("/v1/vectors?deadline_ms=50", Ask(service, customers));
        gate.WaitUntilEntered();
        Time.Advance(Deadline);
        var (status, text) = await asking;
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    private protected static Duration Seconds(int count) => new(count * Instant.PerSecond);

    private protected static string Ask(string service, params string[] customers) => $$$"""{"feature_service":"{{{service}}}","entities":{"customer":[{{{string.Join(',', customers.Select(customer => $"\"{customer}\""))}}}]}}""";

    private protected static JsonNode Column(JsonNode body, string name) => body["features"]!.AsArray().Single(column => (string)column!["name"]! == name)!;

    private protected static string Told(JsonNode body, string name) =>
        Column(body, name) is var column ? string.Join(' ', new[] { "values", "statuses", "event_times", "ages_ms" }.Select(part => column[part]?.ToJsonString() ?? "null")) : "";

    private protected static IEnumerable<(string Name, int Row, string Value, string Status, string Told)> Cells(JsonNode body) => body["features"]!.AsArray().SelectMany(column => Enumerable.Range(0, column!["values"]!.AsArray().Count).Select(row =>
    {
        var (value, status) = (column["values"]![row]?.ToJsonString() ?? "null", (string)column["statuses"]![row]!);
        return ((string)column["name"]!, row, value, status, $"{value} {status} {column["event_times"]?[row]?.ToJsonString()}");
    }));
}
