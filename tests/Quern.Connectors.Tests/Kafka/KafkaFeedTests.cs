using Quern.Connectors.Feeds;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>What of a topic becomes events, and how a feed tells of itself.</summary>
public sealed class KafkaFeedTests : IDisposable
{
    private readonly MockBroker _broker = new();
    private readonly FedProject _project = new();
    private readonly Random _random = new(1);

    public void Dispose()
    {
        _project.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public void Topic_IsRead_FromItsBeginning_AndKafkaIsTold()
    {
        var sales = FedProject.Sales(_random, 500);
        _broker.Create(KafkaSource.Topic, 3);
        _broker.Send(KafkaSource.Topic, sales.Select((sale, i) => (i % 3, MockBroker.Message(FedProject.Json(sale)))));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(sales.Length);
        _project.WaitFor(FeedState.Reading);
        Eventually.So(() => _project.Status.Lag == 0, () => _project.Status.ToString());
        var status = _project.Status;
        (status.Kind, status.Name, status.Accepted, status.LastError).ShouldBe(("kafka", "topic 'sales'", 500, null));
        status.PerSecond.ShouldBeGreaterThan(0);
        _project.ShouldHave(sales);
        _project.EndFeeds();
        Enumerable.Range(0, 3).Sum(partition => _broker.Committed("quern", KafkaSource.Topic, partition)).ShouldBe(500);
    }

    [Fact]
    public void PoisonMessages_AreDeadLetters_ThatNameTheirPlace_AndStopNothing()
    {
        var sales = FedProject.Sales(_random, 4);
        var ahead = sales[0] with { At = FedProject.Noon.ToDateTimeOffset().AddHours(1) };
        _broker.Create(KafkaSource.Topic, 1);
        _broker.Send(KafkaSource.Topic, 0, FedProject.Json(sales[0]), "not JSON", null, "[1]", "", FedProject.Json(sales[1]), """{"flight":"LH1"}""", FedProject.Json(ahead), FedProject.Json(sales[2]));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(3);
        _project.DeadLetters().Select(letter => $"{letter.Code} {letter.Reason}"[..24]).ShouldBe(
            ["QRN5040 sales[0] offset ", "QRN5040 sales[0] offset ", "QRN5040 sales[0] offset ", "QRN5041 sales[0] offset ", "QRN4035 sales[0] offset "], ignoreOrder: true);
        _project.DeadLetters().Select(letter => letter.Reason.Split(' ', 4)[2]).ShouldBe(["1:", "3:", "4:", "6:", "7:"], ignoreOrder: true);
        _project.DeadLetters().ShouldContain(letter => letter.Event == "not JSON");
        // An event is there a moment before it is counted.
        Eventually.So(() => _project.Status is { Accepted: 3, Refused: 5, Skipped: 1 }, () => _project.Status.ToString());

        _project.Crash();
        _project.Feed(KafkaSource.Of(_broker));
        _broker.Send(KafkaSource.Topic, 0, FedProject.Json(sales[3]));
        _project.WaitForEvents(4);
        _project.DeadLetters().Count.ShouldBe(5);
        _project.ShouldHave(sales);
    }

    [Fact]
    public void EnvelopeKeyAndHeaders_MakeTheEvent()
    {
        var sales = FedProject.Sales(_random, 40);
        _broker.Create(KafkaSource.Topic, 1);
        _broker.Send(KafkaSource.Topic, sales.Select(sale => (0, Wrapped(sale))).Prepend((0, MockBroker.Message("""{"payload":{"op":"d","after":null}}"""))).Append((0, MockBroker.Message("""{"payload":{}}"""))));
        _project.Feed(KafkaSource.Of(_broker, """, "envelope": "payload.after", "key": "customer", "headers": {"amount": "x-amount", "id": "x-id", "shop": "x-shop"}"""));
        _project.WaitForEvents(40);
        Eventually.So(() => _project.Status is { Lag: 0, Refused: 1 }, () => _project.Status.ToString());
        _project.DeadLetters().ShouldHaveSingleItem().Reason.ShouldBe("sales[0] offset 41: It is not one JSON object: the message has nothing under 'payload.after'.");
        _project.Status.Skipped.ShouldBe(1);
        _project.ShouldHave(sales);
    }

    [Fact]
    public void Messages_MayGainAndLoseFields_WhileTheyCome()
    {
        var sales = FedProject.Sales(_random, 3);
        _broker.Create(KafkaSource.Topic, 1);
        _broker.Send(KafkaSource.Topic, 0, FedProject.Json(sales[0]), FedProject.Json(sales[1])[..^1] + ""","colour":{"red":[1]}}""", FedProject.Json(sales[2]).Replace($",\"shop\":\"{sales[2].Shop}\"", "", StringComparison.Ordinal).Replace(",\"shop\":null", "", StringComparison.Ordinal));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(3);
        _project.ShouldHave([sales[0], sales[1], sales[2] with { Shop = null }]);
    }

    [Fact]
    public void StreamThatCanTakeNoMore_KeepsTheBatchInHand_AndTheLagShows()
    {
        var sales = FedProject.Sales(_random, 20);
        _broker.Create(KafkaSource.Topic, 2);
        _project.Crash();
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitFor(FeedState.Reading);
        _project.Crash(waiting: -1);
        _broker.Send(KafkaSource.Topic, sales.Select((sale, i) => (i % 2, MockBroker.Message(FedProject.Json(sale)))));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitFor(FeedState.Waiting);
        (_project.Status.LastError!.Code, _project.Events).ShouldBe(("QRN4032", 0));
        _project.Status.Lag.ShouldBe(20);
        _project.Crash();
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(20);
        _project.ShouldHave(sales);
    }

    [Fact]
    public void Feed_BeginsWithItsStream_AndEndsWithIt()
    {
        var sales = FedProject.Sales(_random, 10);
        _broker.Create(KafkaSource.Topic, 1);
        _project.Apply(new SalesInFiles());
        _project.Feed(KafkaSource.Of(_broker));
        _project.Status.State.ShouldBe(FeedState.NoStream);
        _project.Apply(new SalesFeatures());
        _broker.Send(KafkaSource.Topic, 0, sales.Select(FedProject.Json));
        _project.WaitForEvents(10);
        _project.Apply(new SalesInFiles());
        _project.Status.State.ShouldBe(FeedState.NoStream);
    }

    private static Confluent.Kafka.Message<byte[]?, byte[]?> Wrapped(Sale sale)
    {
        var message = MockBroker.Message(
            $$$"""{"schema":{"after":1}, "payload":{"before":{"at":1},"after": { "at":"{{{sale.At:O}}}" } ,"op":"c"}}""",
            sale.Customer,
            ("x-amount", "7"), ("x-amount", sale.Amount.ToString("R", System.Globalization.CultureInfo.InvariantCulture)), ("x-id", sale.Id));
        if (sale.Shop is { } shop) message.Headers.Add("x-shop", System.Text.Encoding.UTF8.GetBytes(shop));
        return message;
    }
}
