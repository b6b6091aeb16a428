using Quern.Connectors.Tests.Kafka;
using Quern.Definitions;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Events as messages of topics, one for each stream, of a broker of its own.</summary>
internal sealed class ScenarioTopics : ScenarioFeed
{
    private readonly MockBroker _broker = new();

    public override void Dispose() => _broker.Dispose();

    protected override object Write(SourceDefinition source, IReadOnlyCollection<object> records)
    {
        var topic = $"t{Guid.NewGuid():n}";
        _broker.Create(topic, 1);
        _broker.Send(topic, 0, records.Select(record => ScenarioRun.Json(source, record)));
        // The mock lets who leaves wait for a second less than the session.
        var settings = new Dictionary<string, object> { ["session.timeout.ms"] = 1100, ["heartbeat.interval.ms"] = 100 };
        return new { kafka = new { servers = _broker.Servers, topic, group = topic, settings } };
    }
}
