using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Kafka;

namespace Quern.Connectors.Tests.Kafka;

public sealed class KafkaFeedTests : IDisposable
{
    private readonly MockBroker _broker = new();
    private readonly FedProject _project = new();

    public void Dispose()
    {
        _project.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public void Topic_IsRead_FromItsBeginning()
    {
        var sales = FedProject.Sales(new Random(1), 500);
        _broker.Create("sales", 3);
        _broker.Send("sales", sales.Select((sale, i) => (i % 3, MockBroker.Message(FedProject.Json(sale)))));
        _project.Feed(Feed());
        _project.WaitForEvents(sales.Length);
        _project.ShouldHave(sales);
    }

    private KafkaFeed Feed(string more = "") => Feed(_broker, more);

    internal static KafkaFeed Feed(MockBroker broker, string more = "")
    {
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse($$"""{"sales": {"kafka": {"servers": "{{broker.Servers}}", "topic": "sales", "group": "quern" {{more}} } } }""");
        var source = FeedSettings.Read(json.RootElement, findings)["sales"];
        findings.ShouldBeEmpty();
        return (KafkaFeed)source;
    }
}
