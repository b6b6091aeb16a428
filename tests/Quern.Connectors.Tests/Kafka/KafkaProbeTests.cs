namespace Quern.Connectors.Tests.Kafka;

/// <summary>What is found out about a topic before it is read.</summary>
public sealed class KafkaProbeTests
{
    [Fact]
    public void Topic_ThatIsThere_IsTold_AndOneThatIsNot()
    {
        using var broker = new MockBroker();
        broker.Create(KafkaSource.Topic, 3);
        var probe = KafkaSource.Of(broker).Probe(TimeProvider.System, TestContext.Current.CancellationToken);
        probe.Findings.ShouldBeEmpty();
        probe.System!.ShouldStartWith("1 brokers of Kafka, 3 partitions, librdkafka ");
        broker.Delete(KafkaSource.Topic);
        KafkaSource.Of(broker).Probe(TimeProvider.System, TestContext.Current.CancellationToken).Findings.Single().Code.ShouldBe("QRN6111");
    }

    [Fact]
    public void Brokers_ThatAreAway_AreTold()
    {
        using var broker = new MockBroker();
        broker.Down();
        var probe = KafkaSource.Of(broker).Probe(TimeProvider.System, TestContext.Current.CancellationToken);
        (probe.System, probe.Findings.Single().Code).ShouldBe((null, "QRN6110"));
    }
}
