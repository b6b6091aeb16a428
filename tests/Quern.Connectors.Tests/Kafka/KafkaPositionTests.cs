using Quern.Connectors.Feeds;
using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>Where a feed begins, and what it does when a topic is not as it was left.</summary>
public sealed class KafkaPositionTests : IDisposable
{
    private const string Part = "kafka quern sales/0";
    private readonly MockBroker _broker = new();
    private readonly FedProject _project = new();
    private readonly Random _random = new(2);

    public KafkaPositionTests() => _broker.Create(KafkaSource.Topic, 1);

    public void Dispose()
    {
        _project.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public void Latest_IsDecidedOnce_AndHoldsAlthoughNothingCame()
    {
        var (before, after) = (FedProject.Sales(_random, 5), FedProject.Sales(_random, 5, first: 5));
        _broker.Send(KafkaSource.Topic, 0, before.Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker, """, "from": "latest" """));
        _project.WaitFor(FeedState.Reading);
        _project.Crash();
        _project.Ingest.PositionOf("sales", Part).ShouldBe(5);
        _broker.Send(KafkaSource.Topic, 0, after.Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker, """, "from": "latest" """));
        _project.WaitForEvents(5);
        _project.ShouldHave(after);
    }

    [Fact]
    public void PositionOfTheStream_Wins_OverWhatTheGroupCommitted()
    {
        var sales = FedProject.Sales(_random, 30);
        _broker.Send(KafkaSource.Topic, 0, sales[..10].Select(FedProject.Json));
        _broker.Commit("quern", KafkaSource.Topic, 0, 4);
        // The group was here before: the stream goes on from there.
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(6);
        _project.ShouldHave(sales[4..10]);
        foreach (var (committed, upTo) in new[] { (0, 20), (20, 30) })
        {
            _project.Crash();
            _broker.Commit("quern", KafkaSource.Topic, 0, committed);
            _broker.Send(KafkaSource.Topic, 0, sales[(upTo - 10)..upTo].Select(FedProject.Json));
            _project.Feed(KafkaSource.Of(_broker));
            _project.WaitForEvents(upTo - 4);
            _project.ShouldHave(sales[4..upTo]);
        }
    }

    [Fact]
    public async Task SomebodyElse_WhoReadOn_IsFollowed()
    {
        var sales = FedProject.Sales(_random, 20);
        _broker.Send(KafkaSource.Topic, 0, sales[..5].Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(5);
        var schema = _project.Ingest.SchemaOf("sales");
        await _project.Ingest.PushAsync("sales", new EventBatch(schema), null, new FeedPosition(Part, 5, 15));
        _broker.Send(KafkaSource.Topic, 0, sales[5..].Select(FedProject.Json));
        _project.WaitForEvents(10);
        _project.ShouldHave([.. sales[..5], .. sales[15..]]);
        _project.Told.ShouldBeEmpty();
    }

    [Fact]
    public void MessagesThatAreGone_AreTold_AndReadingGoesOnBehindThem()
    {
        var sales = FedProject.Sales(_random, 20);
        _broker.Send(KafkaSource.Topic, 0, sales[..3].Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(3);
        _project.Crash();
        // One by one, for the mock keeps or forgets what was sent together.
        foreach (var sale in sales[3..]) _broker.Send(KafkaSource.Topic, 0, FedProject.Json(sale));
        _broker.Forget(KafkaSource.Topic, 0, 10);
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(13);
        _project.ShouldHave([.. sales[..3], .. sales[10..]]);
        _project.Status.LastError!.ToString().ShouldContain("warning QRN6113: 'sales[0]': the messages from 3 to 9 are gone");
        _project.WaitFor(FeedState.Reading);
    }

    [Fact]
    public void TopicMadeAnew_IsNotReadTwice_UntilAnotherGroupIsGiven()
    {
        var sales = FedProject.Sales(_random, 8);
        _broker.Send(KafkaSource.Topic, 0, sales[..5].Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(5);
        _project.Crash();
        _broker.Delete(KafkaSource.Topic);
        _broker.Create(KafkaSource.Topic, 1);
        _broker.Send(KafkaSource.Topic, 0, sales[5..].Select(FedProject.Json));
        _project.Feed(KafkaSource.Of(_broker));
        Eventually.So(() => _project.Status.LastError?.Code == "QRN6114", () => _project.Status.ToString());
        _project.Status.State.ShouldBe(FeedState.Waiting);
        _project.EndFeeds();
        _project.Feed(KafkaSource.Of(_broker, group: "quern-2"));
        _project.WaitForEvents(8);
        _project.ShouldHave(sales);
    }
}
