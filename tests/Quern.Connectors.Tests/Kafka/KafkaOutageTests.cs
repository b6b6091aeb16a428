using Confluent.Kafka;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>Brokers that are away, topics that are not there, users that may not: told once, tried again, over by itself.</summary>
public sealed class KafkaOutageTests : IDisposable
{
    private const short JoinRequest = 11;
    private readonly MockBroker _broker = new();
    private readonly FedProject _project = new();
    private readonly Sale[] _sales = FedProject.Sales(new Random(3), 40);

    public void Dispose()
    {
        _project.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public void Broker_AwayAtStart_AndLater_IsWaitedFor()
    {
        _broker.Create(KafkaSource.Topic, 2);
        Send(_sales[..20]);
        _broker.Down();
        _project.Feed(KafkaSource.Of(_broker));
        Told("QRN6110");
        _project.Status.State.ShouldBe(FeedState.Waiting);
        _project.Status.LastError!.Detail!.ShouldContain(_broker.Servers);
        _broker.Up();
        _project.WaitForEvents(20);
        _project.WaitFor(FeedState.Reading);

        _broker.Down();
        Told("QRN6110", "well", "QRN6110");
        _broker.Up();
        _project.WaitFor(FeedState.Reading);
        Send(_sales[20..]);
        _project.WaitForEvents(40);
        _project.ShouldHave(_sales);
        Told("QRN6110", "well", "QRN6110", "well");
        _project.Status.LastError!.Code.ShouldBe("QRN6110");
    }

    [Fact]
    public void Topic_ThatIsMissing_IsWaitedFor()
    {
        _project.Feed(KafkaSource.Of(_broker));
        Told("QRN6111");
        _broker.Create(KafkaSource.Topic, 2);
        Send(_sales);
        _project.WaitForEvents(40);
        _project.ShouldHave(_sales);
        Told("QRN6111", "well");
    }

    [Fact]
    public void User_WhoMayNotRead_IsTold_AndReadsOnceTheyMay()
    {
        _broker.Create(KafkaSource.Topic, 2);
        Send(_sales);
        _broker.Fail(JoinRequest, [.. Enumerable.Repeat(ErrorCode.GroupAuthorizationFailed, 1000)]);
        _project.Feed(KafkaSource.Of(_broker));
        Told("QRN6112");
        _broker.Mend(JoinRequest);
        _project.WaitForEvents(40);
        Told("QRN6112", "well");
    }

    [Fact]
    public void Connection_ThatTheBrokerRefuses_IsTold_WithoutSecrets()
    {
        // The mock speaks no SASL.
        _broker.Create(KafkaSource.Topic, 2);
        _project.Feed(KafkaSource.Of(_broker, settings: """, "security.protocol": "sasl_plaintext", "sasl.mechanism": "PLAIN", "sasl.username": "joe", "sasl.password": "hunter2" """));
        Told("QRN6112");
        _project.Status.LastError!.ToString().ShouldContain("SASL");
        _project.Status.LastError!.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Feed_ThatIsStopped_WhileTheBrokerIsAway_Stops()
    {
        _broker.Create(KafkaSource.Topic, 2);
        Send(_sales);
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(40);
        _broker.Down();
        Told("QRN6110");
        _project.EndFeeds();
        _broker.Up();
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitFor(FeedState.Reading);
        _project.Events.ShouldBe(40);
    }

    private void Send(params Sale[] sales) => _broker.Send(KafkaSource.Topic, sales.Select((sale, i) => (i % 2, MockBroker.Message(FedProject.Json(sale)))));

    private void Told(params string[] codes) => Eventually.So(() => _project.Told.SequenceEqual(codes), () => string.Join(' ', _project.Told));
}
