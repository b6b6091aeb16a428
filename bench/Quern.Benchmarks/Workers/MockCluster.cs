using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Quern.Connectors.Kafka;

namespace Quern.Benchmarks.Workers;

/// <summary>librdkafka's mock of a cluster with one topic, in this process. It keeps 5 MB of each partition.</summary>
internal sealed class MockCluster : IDisposable
{
    private const string Library = "rdkafka-mock";
    private const int ProducerType = 0;
    private readonly nint _client;
    private readonly nint _cluster;

    static MockCluster()
    {
        if (KafkaLibrary.Missing is { } missing) throw new QuernException(missing);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? KafkaLibrary.Handle : 0);
    }

    public MockCluster(string topic, int partitions)
    {
        var settings = rd_kafka_conf_new();
        rd_kafka_conf_set(settings, "log_level", "0", new StringBuilder(512), 512);
        _client = rd_kafka_new(ProducerType, settings, new StringBuilder(512), 512);
        _cluster = rd_kafka_mock_cluster_new(_client, 1);
        rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 0);
        rd_kafka_mock_topic_create(_cluster, topic, partitions, 1);
        Servers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!;
        Producer = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["linger.ms"] = "2", ["queue.buffering.max.messages"] = "1000000" }).SetLogHandler((_, _) => { }).Build();
    }

    public string Servers { get; }

    public IProducer<byte[], byte[]> Producer { get; }

    public void Dispose()
    {
        Producer.Dispose();
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

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
    private static extern int rd_kafka_mock_topic_create(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}
