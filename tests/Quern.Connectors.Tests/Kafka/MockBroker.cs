using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>librdkafka's mock of a cluster, on loopback ports of this process. It speaks the protocol for topics, groups and offsets, and can fail as it is told.</summary>
internal sealed class MockBroker : IDisposable
{
    private const string Library = "rdkafka-mock";
    private const int Producer = 0;
    private readonly nint _client;
    private readonly nint _cluster;
    private readonly IProducer<byte[]?, byte[]?> _producer;

    static MockBroker()
    {
        var handle = KafkaHandle.Open();
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? handle : 0);
    }

    public MockBroker()
    {
        var settings = rd_kafka_conf_new();
        rd_kafka_conf_set(settings, "log_level", "0", new StringBuilder(512), 512).ShouldBe(0);
        _client = rd_kafka_new(Producer, settings, new StringBuilder(512), 512);
        _cluster = rd_kafka_mock_cluster_new(_client, 1);
        rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 0);
        Servers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["linger.ms"] = "1" }).SetLogHandler((_, _) => { }).Build();
    }

    public string Servers { get; }

    public void Create(string topic, int partitions) => rd_kafka_mock_topic_create(_cluster, topic, partitions, 1).ShouldBe(0);

    public void Delete(string topic) => rd_kafka_mock_topic_delete(_cluster, topic).ShouldBe(0);

    /// <summary>Removes what lies before an offset, as retention does.</summary>
    public void Forget(string topic, int partition, long before) => rd_kafka_mock_partition_delete_records(_cluster, topic, partition, before).ShouldBe(0);

    public void Down() => rd_kafka_mock_broker_set_down(_cluster, -1).ShouldBe(0);

    public void Up() => rd_kafka_mock_broker_set_up(_cluster, -1).ShouldBe(0);

    /// <summary>Fails the next requests of a kind.</summary>
    public void Fail(short request, params ErrorCode[] errors) => rd_kafka_mock_push_request_errors_array(_cluster, request, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);

    /// <summary>Lets the requests of a kind go well again.</summary>
    public void Mend(short request) => rd_kafka_mock_clear_request_errors(_cluster, request);

    /// <summary>Sends messages; when it returns the broker has them, in order within each partition.</summary>
    public void Send(string topic, int partition, params IEnumerable<string?> values) => Send(topic, values.Select(value => (partition, Message(value))));

    public void Send(string topic, IEnumerable<(int Partition, Message<byte[]?, byte[]?> Message)> messages)
    {
        foreach (var (partition, message) in messages) _producer.Produce(new TopicPartition(topic, partition), message, report => report.Error.IsError.ShouldBeFalse(report.Error.Reason));
        _producer.Flush(TestContext.Current.CancellationToken);
    }

    public static Message<byte[]?, byte[]?> Message(string? value, string? key = null, params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?> { Value = Bytes(value), Key = Bytes(key), Headers = [] };
        foreach (var (name, text) in headers) message.Headers.Add(name, Bytes(text));
        return message;
    }

    /// <summary>The offset after the last message of a partition.</summary>
    public long End(string topic, int partition)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["group.id"] = "nobody" }).SetLogHandler((_, _) => { }).Build();
        return consumer.QueryWatermarkOffsets(new(topic, partition), TimeSpan.FromSeconds(30)).High.Value;
    }

    /// <summary>The topics that there are.</summary>
    public string Inventory()
    {
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        return string.Join(' ', admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Select(topic => topic.Topic).Order(StringComparer.Ordinal));
    }

    /// <summary>What a group has committed of a partition.</summary>
    public long Committed(string group, string topic, int partition)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["group.id"] = group }).SetLogHandler((_, _) => { }).Build();
        return consumer.Committed([new(topic, partition)], TimeSpan.FromSeconds(30))[0].Offset.Value;
    }

    /// <summary>Commits for a group, as another tool would that is its only member for a moment.</summary>
    public void Commit(string group, string topic, int partition, long offset)
    {
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["group.id"] = group, ["enable.auto.commit"] = "false", ["session.timeout.ms"] = "1200", ["heartbeat.interval.ms"] = "100" };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        Eventually.So(() => IsMember(consumer), () => "the group does not let us in");
        consumer.Commit([new(topic, partition, offset)]);
        consumer.Close();
    }

    private static bool IsMember(IConsumer<Ignore, Ignore> consumer)
    {
        consumer.Consume(TimeSpan.FromMilliseconds(20));
        return consumer.Assignment.Count > 0;
    }

    public void Dispose()
    {
        _producer.Dispose();
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

#pragma warning disable IDE1006, SYSLIB1054, CA2101 // Names as librdkafka has them.
    [DllImport(Library)]
    private static extern nint rd_kafka_new(int type, nint conf, StringBuilder error, nuint size);

    [DllImport(Library)]
    private static extern nint rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern int rd_kafka_conf_set(nint conf, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, StringBuilder error, nuint size);

    [DllImport(Library)]
    private static extern void rd_kafka_destroy(nint client);

    [DllImport(Library)]
    private static extern nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_cluster_destroy(nint cluster);

    [DllImport(Library)]
    private static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int delay);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_topic_create(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replication);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_topic_delete(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_partition_delete_records(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, long before);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_push_request_errors_array(nint cluster, short request, nuint count, int[] errors);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_clear_request_errors(nint cluster, short request);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}
