using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Kafka;
using Quern.Definitions;
using Quern.Engine.Streams;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Brings events into streams by way of topics, one for each stream, of a broker of its own.</summary>
internal sealed class ScenarioTopics : IDisposable
{
    private static readonly FeedLimits Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(200), Poll = TimeSpan.FromMilliseconds(10) };
    private readonly MockBroker _broker = new();

    /// <summary>Sends records and waits until the stream has them.</summary>
    /// <param name="ingest">Takes the events.</param>
    /// <param name="source">The stream's source.</param>
    /// <param name="records">Its records.</param>
    /// <param name="count">How many events the stream has had.</param>
    public void Feed(StreamIngest ingest, SourceDefinition source, IReadOnlyCollection<object> records, Func<long> count)
    {
        var topic = $"t{Guid.NewGuid():n}";
        _broker.Create(topic, 1);
        _broker.Send(topic, 0, records.Select(record => JsonSerializer.Serialize(source.Schema.Fields.ToDictionary(field => field.Column, field => record.GetType().GetProperty(field.Member)!.GetValue(record)))));
        var findings = new List<Finding>();
        // The mock lets who leaves wait for a second less than the session.
        using var settings = JsonDocument.Parse($$"""{"{{source.Name}}": {"kafka": {"servers": "{{_broker.Servers}}", "topic": "{{topic}}", "group": "{{topic}}", "settings": {"session.timeout.ms": 1100, "heartbeat.interval.ms": 100} } } }""");
        using var host = new FeedHost(FeedSettings.Read(settings.RootElement, findings), Quick, TimeProvider.System) { Folder = "unused" };
        findings.ShouldBeEmpty();
        host.Use(ingest, (_, _) => { });
        Eventually.So(() => count() == records.Count, () => $"{count()} of {records.Count} events: {host.Status[0]}");
    }

    public void Dispose() => _broker.Dispose();
}
