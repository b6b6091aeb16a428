using Confluent.Kafka;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>
/// One consumer. It fetches its partitions side by side and gives their messages partition by partition, each in its order. Nothing is in hand while partitions move to another member: what was read
/// and not given is forgotten, for whoever gets the partition begins where the stream has it.
/// </summary>
internal sealed class KafkaReader : IFeedReader
{
    private const int MostMessages = 10_000;
    private const int MostBytes = 16 << 20;
    private const int Tries = 10;
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly KafkaSettings _settings;
    private readonly IPartitionTargets _targets;
    private readonly KafkaErrors _errors;
    private readonly EventText _text;
    private readonly KafkaStart _start;
    private readonly Dictionary<TopicPartition, PartitionRead> _partitions = [];
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private List<PartitionRead> _given = [];
    private QuernException? _failure;
    private bool _isAssigned;

    private KafkaReader(KafkaSettings settings, IReadOnlyDictionary<string, string> values, IPartitionTargets targets)
    {
        (_settings, _targets, _errors) = (settings, targets, new(settings, new(settings.Settings, values)));
        (_text, _start) = (new(settings), new(settings));
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaConfig.Of(settings, values))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => _errors.Add(error))
            .SetPartitionsAssignedHandler((_, partitions) => Assign(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Revoke(partitions, isLost: false))
            .SetPartitionsLostHandler((_, partitions) => Revoke(partitions, isLost: true))
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>Gets the partitions that are read, how far, and how many messages lie behind.</summary>
    public IEnumerable<(int Partition, long Next, long Lag)> Places => _partitions.Values.Select(partition =>
        (partition.Partition.Partition.Value, partition.Next, partition.Lag(_consumer.GetWatermarkOffsets(partition.Partition).High.Value)));

    public FeedHealth Health { get; private set; } = new(false, null, null);

    /// <summary>Connects, finds the topic, and joins the group.</summary>
    public static KafkaReader Open(KafkaSettings settings, IReadOnlyDictionary<string, string> values, IPartitionTargets targets, CancellationToken stop)
    {
        var reader = new KafkaReader(settings, values, targets);
        try
        {
            for (var tries = 1; reader.FindTopic() is { } problem; tries++)
            {
                stop.ThrowIfCancellationRequested();
                // The first connection takes a while; a broker's refusal is an answer.
                if (tries == Tries || problem.Code != "QRN6110") throw new QuernException(problem);
                // Nothing is subscribed to: this hears what went wrong meanwhile, and no message.
                reader._consumer.Consume(TimeSpan.Zero);
            }

            reader._errors.Forget();
            reader._consumer.Subscribe(settings.Topic);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public IReadOnlyList<FeedBatch> Read(TimeSpan wait)
    {
        foreach (var partition in _partitions.Values) partition.Clear();
        try
        {
            Consume(wait);
        }
        catch (KafkaException e) when (e.Error.Code != ErrorCode.Local_MaxPollExceeded)
        {
            throw new QuernException([_errors.Explain(e.Error)], e);
        }
        catch (KafkaException)
        {
            // The group has given us up while the stream could take nothing; the next call joins it again.
        }

        if (_failure is not null) throw _failure;
        _given = [.. _partitions.Values];
        List<FeedBatch> batches = [.. _given.Select(partition => partition.Batch()).OfType<FeedBatch>()];
        Health = Look();
        return batches;
    }

    public void Taken()
    {
        foreach (var partition in _given)
        {
            partition.Taken();
            Tell(partition);
        }

        Health = Look();
    }

    public void Dispose()
    {
        var closing = new Thread(Close) { Name = "kafka close", IsBackground = true };
        closing.Start();
        // The library waits for answers without end. Where none come, what it holds is let go of later, or with the process, and nobody's stop is held up.
        closing.Join(Patience);
    }

    private void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException)
        {
            // The group notices by itself that we are gone.
        }
        catch (OperationCanceledException)
        {
            // Partitions were assigned just now, and whoever takes them was told to stop.
        }

        _admin.Dispose();
        _consumer.Dispose();
    }

    // What is there now, up to so much: a trickle goes on at once, a flood in large parts.
    private void Consume(TimeSpan wait)
    {
        var (messages, bytes) = (0, 0L);
        for (var result = _consumer.Consume(wait); result is not null && _failure is null; result = _consumer.Consume(TimeSpan.Zero))
        {
            if (!_partitions.TryGetValue(result.TopicPartition, out var partition)) continue;
            if (result.IsPartitionEOF)
            {
                partition.ReachEnd(result.Offset);
                continue;
            }

            partition.Add(result, _text);
            bytes += result.Message.Value?.Length ?? 0;
            if (++messages >= MostMessages || bytes >= MostBytes) return;
        }
    }

    // Kafka learns of it in the background.
    private void Tell(PartitionRead partition)
    {
        try
        {
            _consumer.StoreOffset(new TopicPartitionOffset(partition.Partition, partition.Next));
        }
        catch (KafkaException)
        {
            // The partition is somebody else's already; they begin where the stream has it.
        }
    }

    // An exception would come out of the call that is under way as another one.
    private IEnumerable<TopicPartitionOffset> Assign(List<TopicPartition> partitions)
    {
        _isAssigned = true;
        var starts = new List<TopicPartitionOffset>();
        try
        {
            _targets.Open([.. partitions.Select(partition => partition.Partition.Value)]);
            foreach (var partition in partitions)
            {
                var read = _start.Find(_consumer, partition, _targets.Of(partition.Partition));
                read.Clear();
                _partitions[partition] = read;
                starts.Add(new(partition, read.Next));
            }
        }
        catch (KafkaException e)
        {
            _failure = new([_errors.Explain(e.Error)], e);
        }
        catch (QuernException e)
        {
            _failure = e;
        }

        return starts;
    }

    private void Revoke(List<TopicPartitionOffset> partitions, bool isLost)
    {
        foreach (var partition in partitions) _partitions.Remove(partition.TopicPartition);
        _targets.Close([.. partitions.Select(partition => partition.Partition.Value)], isLost);
    }

    private FeedHealth Look()
    {
        var trouble = _errors.IsDoubtful ? FindTopic() : null;
        if (trouble is null) _errors.Forget();
        long? lag = _isAssigned ? _partitions.Values.Sum(partition => partition.Lag(_consumer.GetWatermarkOffsets(partition.Partition).High.Value)) : null;
        return new(_isAssigned, lag, trouble);
    }

    private Finding? FindTopic()
    {
        try
        {
            var topic = _admin.GetMetadata(_settings.Topic, Probe).Topics.Single();
            if (topic.Error.IsError && topic.Error.Code != ErrorCode.LeaderNotAvailable) return _errors.Explain(topic.Error);
            return topic.Error.IsError ? null : _targets.Check(topic.Partitions.Count);
        }
        catch (KafkaException e)
        {
            return _errors.Explain(e.Error);
        }
    }
}
