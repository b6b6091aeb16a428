using Quern.Connectors.Kafka;
using Quern.Engine.Feeds;
using Quern.Planning;

namespace Quern.Connectors.Workers;

/// <summary>The parts of one stream that this worker has: opened side by side when the group gives them, closed when it takes them.</summary>
/// <param name="settings">The stream.</param>
/// <param name="topic">The topic.</param>
/// <param name="open">Takes a part.</param>
/// <param name="meter">Counts parts that come and go.</param>
/// <param name="changed">Told when parts were taken or let go.</param>
internal sealed class OwnedParts(SharedSettings settings, string topic, Func<int, RepositoryPlan, WorkerPart> open, WorkerMeter meter, Action changed) : IPartitionTargets, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, WorkerPart> _parts = [];
    private RepositoryPlan? _plan;
    private LetGoReason? _ending;

    /// <summary>Gets the parts that are held.</summary>
    public IReadOnlyList<WorkerPart> All
    {
        get
        {
            lock (_lock) return [.. _parts.Values];
        }
    }

    public Finding? Check(int partitions) => partitions == settings.Parts ? null : WorkerFindings.OtherPartitions(topic, partitions, settings);

    public FeedTarget Of(int partition) => Part(partition).Target;

    public WorkerPart Part(int partition)
    {
        lock (_lock) return _parts[partition];
    }

    /// <summary>Goes on with definitions of the stream.</summary>
    /// <exception cref="QuernException">A part cannot go on with them.</exception>
    public void Use(RepositoryPlan plan)
    {
        WorkerPart[] parts;
        lock (_lock)
        {
            _plan = plan;
            parts = [.. _parts.Values];
        }

        foreach (var part in parts) part.Use(plan);
    }

    /// <summary>Says why all parts that are held are about to be let go, and nobody asks for them; null while they are held.</summary>
    public void End(LetGoReason? why) => _ending = why;

    public void Open(IReadOnlyList<int> partitions)
    {
        if (partitions.FirstOrDefault(partition => partition >= settings.Parts, -1) is >= 0 and var beyond) throw new QuernException(WorkerFindings.OtherPartitions(topic, beyond + 1, settings));
        var plan = _plan!;
        var opening = partitions.Select(partition => Task.Run(() => Take(partition, plan))).ToArray();
        try
        {
            Task.WaitAll(opening);
        }
        catch (AggregateException failures)
        {
            throw failures.Flatten().InnerExceptions.OfType<QuernException>().FirstOrDefault() ?? failures.InnerExceptions[0];
        }
        finally
        {
            changed();
        }
    }

    public void Close(IReadOnlyList<int> partitions, bool isLost)
    {
        WorkerPart[] closing;
        lock (_lock) closing = [.. partitions.Where(_parts.ContainsKey).Select(partition => _parts[partition])];
        Parallel.ForEach(closing, part => part.Dispose());
        lock (_lock)
            foreach (var part in closing)
                _parts.Remove(part.Number);
        foreach (var part in closing) meter.AddLetGo(settings.Stream, part.IsFenced ? LetGoReason.Fenced : isLost ? LetGoReason.Lost : _ending ?? LetGoReason.Moved);
        changed();
    }

    public void Dispose() => Close([.. All.Select(part => part.Number)], isLost: false);

    private void Take(int partition, RepositoryPlan plan)
    {
        var part = open(partition, plan);
        lock (_lock) _parts.Add(partition, part);
        meter.AddTaken(settings.Stream, partition);
        // Others may have been applied meanwhile.
        if (!ReferenceEquals(_plan, plan)) part.Use(_plan!);
    }
}
