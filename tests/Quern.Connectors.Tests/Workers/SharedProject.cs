using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Quern.Connectors.Kafka;
using Quern.Connectors.Redis;
using Quern.Connectors.Tests.Kafka;
using Quern.Connectors.Workers;
using Quern.Engine.Feeds;
using Quern.Engine.Parts;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Testing;
using Quern.Values;

namespace Quern.Connectors.Tests.Workers;

/// <summary>A project whose stream of sales is shared: a topic in four partitions, a Redis, and any number of workers of this process.</summary>
internal sealed class SharedProject : IDisposable
{
    public const int Parts = 4;

    private readonly RedisSettings _redis;
    private readonly List<(WorkerHost Host, RedisParts Parts, RedisOnlineStore Main)> _workers = [];
    private readonly SharedStore _store;
    private RepositoryPlan _plan;

    public SharedProject(RedisSettings redis, RepositoryPlan? plan = null, string partitioner = Partitioners.Murmur2Name)
    {
        _redis = redis with { Timeout = TimeSpan.FromSeconds(10) };
        _plan = plan ?? SalesFeatures.Plan(new SalesFeatures());
        Settings = new() { Path = "workers.sales", Stream = "sales", Parts = Parts, Partitioner = partitioner, Lease = TimeSpan.FromSeconds(2), Checkpoint = TimeSpan.FromMilliseconds(50) };
        Broker.Create(KafkaSource.Topic, Parts);
        _store = Open();
    }

    public MockBroker Broker { get; } = new();

    public SharedSettings Settings { get; }

    /// <summary>Gets what workers told: a code, or "well".</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public SharedStore Open() => new(RedisOnlineStore.Open(_redis, "sales", TimeProvider.System), RedisParts.Open(_redis, "sales", Shared, TimeProvider.System));

    public Dictionary<string, SharedSettings> Shared => new() { ["sales"] = Settings };

    /// <summary>Begins a worker.</summary>
    public WorkerHost Work(IFeedSource? source = null, TimeProvider? time = null, WorkerTableOptions? tables = null)
    {
        time ??= TimeProvider.System;
        var (main, parts) = (RedisOnlineStore.Open(_redis, "sales", time), RedisParts.Open(_redis, "sales", Shared, time));
        var host = new WorkerHost(
            new()
            {
                Shared = Shared,
                Feeds = new Dictionary<string, IFeedSource> { ["sales"] = source ?? Patient(KafkaSource.Of(Broker)) },
                Clock = new FakeClock(FedProject.Noon),
                Time = time,
                Limits = FedProject.Quick,
                Tables = tables,
                Tell = (_, finding) => Told.Enqueue(finding?.Code ?? "well"),
            },
            main,
            parts);
        _workers.Add((host, parts, main));
        host.Use(_plan);
        return host;
    }

    /// <summary>Goes on with other definitions.</summary>
    public void Apply(FeatureRepository definitions)
    {
        _plan = SalesFeatures.Plan(definitions);
        foreach (var (host, _, _) in _workers) host.Use(_plan);
    }

    /// <summary>The log of a part.</summary>
    public StreamLog LogOf(int part) => _store.Parts.LogOf("sales", part);

    /// <summary>Ends a worker as an operator does.</summary>
    public void End(WorkerHost host)
    {
        var (_, parts, main) = _workers.Single(worker => worker.Host == host);
        _workers.RemoveAll(worker => worker.Host == host);
        host.Dispose();
        parts.Dispose();
        main.Dispose();
    }

    /// <summary>Sends sales as a producer does that has the customer as the key.</summary>
    public void Send(IEnumerable<Sale> sales) => Send(sales.Select(sale => (sale.Customer, FedProject.Json(sale))));

    /// <summary>Sends messages as a producer does that has the customer as the key.</summary>
    public void Send(IEnumerable<(string Customer, string Json)> messages) => Broker.Send(KafkaSource.Topic, messages.Select(message => (Settings.Shared.PartOf(KeyOf(message.Customer)), MockBroker.Message(message.Json, message.Customer))));

    public static byte[] KeyOf(string customer)
    {
        var key = new List<byte>();
        RowKey.AppendText(key, Encoding.UTF8.GetBytes(customer));
        return [.. key];
    }

    public long Events => Enumerable.Range(0, Parts).Sum(part => LogOf(part).End("sales"));

    public IReadOnlyList<(string Part, DeadLetter Letter)> DeadLetters() => ((RedisParts)_store.Parts).DeadLetters();

    public void WaitForEvents(long count) => Eventually.So(() => Events >= count, () => string.Create(CultureInfo.InvariantCulture, $"{Events} of {count} events; {string.Join(' ', Told)}; {string.Join(", ", _workers.SelectMany(worker => worker.Host.Words))}"));

    /// <summary>That training sets over the logs have the bits of a training set over the sales themselves, and so have reads as soon as all is written.</summary>
    public void ShouldHave(IReadOnlyCollection<Sale> sales, string because = "")
    {
        var request = SalesAnswers.Ask(_plan, sales);
        var expected = SalesAnswers.Of(sales, request);
        SalesAnswers.Of(new StreamedSourceReader(new MemorySourceReader(), null, shared: _store.Parts), request).ShouldBe(expected, because);
        string[] served = [];
        Eventually.So(() => (served = Served(request)).SequenceEqual(expected), () => because + "\n" + string.Join('\n', served.Zip(expected).Where(pair => pair.First != pair.Second)));
    }

    public void Dispose()
    {
        foreach (var (host, _, _) in _workers.ToArray()) End(host);
        _store.Dispose();
        Broker.Dispose();
    }

    public string[] Served(string[] customers) => Served(SalesAnswers.Ask(_plan, customers));

    // The mock gives members a second less than their session to join again, and those that write must have time for it.
    private static KafkaFeed Patient(KafkaFeed feed) => new(feed.Settings with { Settings = new Dictionary<string, string>(feed.Settings.Settings) { ["session.timeout.ms"] = "1900" } });

    private string[] Served(HistoryRequest request)
    {
        using var vectors = new OnlineVectors(_store, request.Service);
        return SalesAnswers.Of(vectors, request);
    }
}
