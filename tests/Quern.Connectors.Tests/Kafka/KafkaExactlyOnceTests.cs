using Quern.Connectors.Feeds;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>The law of feeds: whatever dies when, and whoever reads, each message becomes its event once.</summary>
public sealed class KafkaExactlyOnceTests : IDisposable
{
    private const int Partitions = 4;
    private readonly MockBroker _broker = new();
    private readonly FedProject _project = new();

    public KafkaExactlyOnceTests() => _broker.Create(KafkaSource.Topic, Partitions);

    public void Dispose()
    {
        _project.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public void Crashes_AtRandomPoints_LoseAndRepeatNothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        // Until the stream has a position of its own, what the group has committed is where reading begins.
        var sent = FedProject.Sales(random, Partitions).ToList();
        _broker.Send(KafkaSource.Topic, sent.Select((sale, partition) => (partition, MockBroker.Message(FedProject.Json(sale)))));
        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(sent.Count);
        _project.Crash();
        for (var round = 0; round < 12; round++)
        {
            var sales = FedProject.Sales(random, random.Next(400), sent.Count);
            sent.AddRange(sales);
            Send(random, sales);
            _project.Feed(new TornFeed(KafkaSource.Of(_broker), random.Next()));
            if (random.Next(3) > 0) _project.WaitForEvents(sent.Count - random.Next(sales.Length + 1));
            _project.Crash();
            // Whatever other tools do to the group's offsets.
            if (random.Next(2) == 0) _broker.Commit("quern", KafkaSource.Topic, random.Next(Partitions), random.Next(20));
        }

        _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(sent.Count);
        Eventually.So(() => _project.Status.Lag == 0, () => _project.Status.ToString());
        _project.Events.ShouldBe(sent.Count, $"seed {seed}");
        _project.ShouldHave(sent);
    }

    [Fact]
    public void Members_ThatComeAndGo_LoseAndRepeatNothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sent = new List<Sale>();
        bool More(int count = 200)
        {
            var sales = FedProject.Sales(random, count, sent.Count);
            sent.AddRange(sales);
            Send(random, sales);
            return false;
        }

        More();
        var first = _project.Feed(KafkaSource.Of(_broker));
        _project.WaitForEvents(sent.Count);
        More();
        var second = _project.Feed(KafkaSource.Of(_broker));
        More();
        // While the partitions move, messages keep coming: what was sent before may all be the first one's.
        Eventually.So(() => Accepted(second) > 0 || More(20), () => $"{first.Status[0]} {second.Status[0]}");
        More();
        _project.WaitForEvents(sent.Count);
        // A feed counts what it has taken a moment after the log has it.
        Eventually.So(() => Accepted(first) + Accepted(second) >= sent.Count, () => $"{first.Status[0]} {second.Status[0]}");
        Accepted(first).ShouldBeGreaterThan(0);
        (Accepted(first) + Accepted(second)).ShouldBe(sent.Count, $"seed {seed}");
        first.Dispose();
        More();
        _project.WaitForEvents(sent.Count);
        Eventually.So(() => second.Status[0].Lag == 0, () => second.Status[0].ToString());
        _project.Events.ShouldBe(sent.Count, $"seed {seed}");
        _project.ShouldHave(sent);
    }

    private void Send(Random random, IEnumerable<Sale> sales) =>
        _broker.Send(KafkaSource.Topic, sales.Select(sale => (random.Next(Partitions), MockBroker.Message(FedProject.Json(sale)))));

    private static long Accepted(FeedHost host) => host.Status[0].Accepted;
}
