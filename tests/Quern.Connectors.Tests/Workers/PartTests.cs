using System.Text;
using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Kafka;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Feeds;
using Quern.Engine.Parts;
using Quern.Engine.Streams;
using Quern.Protocol.Streams;
using Quern.Testing;

namespace Quern.Connectors.Tests.Workers;

/// <summary>One part of a stream, and who may write it.</summary>
[Collection(RedisTests.Name)]
public sealed class PartTests(RedisServer server) : IDisposable
{
    private readonly RedisSettings _redis = server.NewSettings();
    private readonly SharedSettings _settings = new() { Path = "workers.sales", Stream = "sales", Parts = 1, Lease = TimeSpan.FromSeconds(1), Checkpoint = TimeSpan.FromHours(1) };
    private readonly StreamInstruments _instruments = new();
    private RedisParts? _parts;

    private RedisParts Parts => _parts ??= RedisParts.Open(_redis, "sales", new Dictionary<string, SharedSettings> { ["sales"] = _settings }, TimeProvider.System);

    public void Dispose()
    {
        _parts?.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public async Task Worker_ThatLostItsPart_WritesNothing_AndTheNextHasAllThatWasTaken()
    {
        var old = Open();
        var sales = FedProject.Sales(new Random(3), 6);
        await PushAsync(old, sales[..2]);
        // As when it stands still until its lease is over.
        server.Ask("DEL", $"{{{_redis.Prefix}/sales/0}}:materializer");
        using (var next = Open())
        {
            (await Should.ThrowAsync<QuernException>(() => PushAsync(old, sales[2..4]))).Findings[0].Code.ShouldBe("QRN6410");
            await PushAsync(next, sales[4..]);
            // Nor can it write the state, whatever it has in memory.
            var before = StateVersion();
            old.Dispose();
            StateVersion().ShouldBe(before);
            Parts.Events("sales").ShouldBe(4);
        }

        Parts.Events("sales").ShouldBe(4);
        Parts.StateOf(SalesFeatures.Plan(new SalesFeatures()).Views["spending"])!.LogPosition.ShouldBe(4);
    }

    [Fact]
    public void Part_ThatSomebodyHolds_IsNotTaken()
    {
        using var holder = Open();
        Should.Throw<QuernException>(Open).Findings[0].Code.ShouldBe("QRN6438");
    }

    [Fact]
    public void Parts_OfAnotherNumberThanIsKept_AreRefused()
    {
        Parts.Events("sales").ShouldBe(0);
        var other = new Dictionary<string, SharedSettings> { ["sales"] = _settings with { Parts = 2 } };
        Should.Throw<QuernException>(() => RedisParts.Open(_redis, "sales", other, TimeProvider.System).Dispose()).Findings.Single().Code.ShouldBe("QRN6433");
    }

    [Fact]
    public void Topic_OfAnotherNumberOfPartitions_IsRefused()
    {
        using var broker = new MockBroker();
        broker.Create(KafkaSource.Topic, 3);
        var feeds = new Dictionary<string, IFeedSource> { ["sales"] = KafkaSource.Of(broker) };
        var finding = WorkerHost.CheckTopics(new Dictionary<string, SharedSettings> { ["sales"] = _settings }, feeds, TimeProvider.System, TestContext.Current.CancellationToken).Single();
        (finding.Code, finding.Message).ShouldBe(("QRN6432", "topic 'sales' has 3 partitions, and 'workers.sales.parts' says 1"));
    }

    [Fact]
    public void Clock_ThatIsAMinuteAhead_IsRefused()
    {
        using var parts = RedisParts.Open(_redis, "sales", new Dictionary<string, SharedSettings> { ["sales"] = _settings }, new ClockAhead(TimeSpan.FromMinutes(1)));
        var finding = WorkerHost.CheckClock(parts)!;
        finding.Code.ShouldBe("QRN6439");
        finding.Message.ShouldContain("60 s ahead of");
        WorkerHost.CheckClock(Parts).ShouldBeNull();
    }

    private WorkerPart Open() => WorkerPart.Open(
        _settings, 0, SharedViews.Of(SalesFeatures.Plan(new SalesFeatures()), "sales"), Main(), Parts, new FakeClock(FedProject.Noon), TimeProvider.System, _instruments, new(null, TimeProvider.System), _ => { }, default);

    private RedisOnlineStore Main() => RedisOnlineStore.Open(_redis, "sales", TimeProvider.System);

    private string StateVersion() => server.Ask("GET", $"{{{_redis.Prefix}/sales/0}}:state:version").ToString()!;

    private static async Task PushAsync(WorkerPart part, Sale[] sales)
    {
        var reader = new EventReader(part.Target.Schema);
        foreach (var sale in sales) reader.Read(Encoding.UTF8.GetBytes(FedProject.Json(sale)));
        var at = part.Target.PositionOf("topic") ?? 0;
        await part.Target.Push(new(reader.Events, reader.Unread, 0, new FeedPosition("topic", at, at + sales.Length)));
    }

    private sealed class ClockAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
