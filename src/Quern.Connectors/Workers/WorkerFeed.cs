using Quern.Connectors.Feeds;
using Quern.Connectors.Kafka;
using Quern.Engine.Feeds;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Connectors.Workers;

/// <summary>
/// Reads the partitions of a topic that the group gives this worker into its parts, until it is disposed. Whatever goes wrong with one makes it let go of all and join the group again: a commit of which no answer came may have
/// happened, and only Redis knows. Nothing is lost and nothing twice, for a part's position lies with its events.
/// </summary>
internal sealed class WorkerFeed : IDisposable
{
    private const string Full = "QRN4032";
    private readonly KafkaFeed _source;
    private readonly OwnedParts _parts;
    private readonly FeedLimits _limits;
    private readonly FeedTrouble _trouble;
    private readonly Func<Finding?> _why;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private volatile bool _isReading;

    /// <param name="settings">The stream.</param>
    /// <param name="source">The topic.</param>
    /// <param name="plan">The stream's definitions.</param>
    /// <param name="open">Takes a part, unless it is told to stop.</param>
    /// <param name="why">Why nothing may be taken now; null when it may.</param>
    /// <param name="options">How long it waits, by which clock, and who is told what goes wrong.</param>
    /// <param name="meter">Counts parts that come and go.</param>
    /// <param name="changed">Told when parts were taken or let go.</param>
    public WorkerFeed(
        SharedSettings settings, KafkaFeed source, RepositoryPlan plan, Func<int, RepositoryPlan, Action<Finding>, CancellationToken, WorkerPart> open, Func<Finding?> why, WorkerOptions options, WorkerMeter meter, Action changed)
    {
        (Stream, _source, _why, _limits, _time, _stop) = (settings.Stream, source, why, options.Limits, options.Time, new());
        _trouble = new(options.Time, finding => options.Tell(settings.Stream, finding));
        _parts = new(settings, source.Settings.Topic, (part, with) => open(part, with, _trouble.Warn, _stop.Token), meter, changed);
        _parts.Use(plan);
        _thread = new(Run) { Name = $"worker {settings.Stream}", IsBackground = true };
        _thread.Start();
    }

    public string Stream { get; }

    /// <summary>Gets the parts that are held.</summary>
    public IReadOnlyList<WorkerPart> Parts => _parts.All;

    /// <summary>Gets what keeps it from reading now; null when nothing does.</summary>
    public Finding? Trouble => _trouble.Now;

    /// <summary>Gets whether it is a member of the group that takes what its parts get, were it none.</summary>
    public bool IsReading => _isReading;

    /// <summary>Goes on with other definitions of the stream.</summary>
    public void Use(RepositoryPlan plan) => _parts.Use(plan);

    /// <summary>Tells it to stop, and does not wait.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        Stop();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            try
            {
                using var parts = _parts;
                RequireLeave();
                _parts.End(null);
                using var reader = _source.OpenShared(_parts, _stop.Token);
                Read(reader, () => failures = 0);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // It is told to stop while it connects.
            }
#pragma warning disable CA1031 // A worker must outlive whatever a driver throws: it is told, and tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _trouble.Is(e is QuernException known ? known.Findings[0] : FeedFindings.Failed(Stream, _source.Name, e.Message));
                _stop.Token.WaitHandle.WaitOne(_limits.Retry(++failures));
            }
        }
    }

    private void Read(KafkaReader reader, Action goesWell)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                Step(reader);
                _isReading = _trouble.Now is null && reader.Health.IsReading;
                if (_isReading) goesWell();
            }
        }
        finally
        {
            _isReading = false;
            _parts.End(_stop.IsCancellationRequested ? LetGoReason.Stopped : LetGoReason.Failed);
        }
    }

    private void RequireLeave()
    {
        if (_why() is { } reason) throw new QuernException(reason);
    }

    private void Step(KafkaReader reader)
    {
        RequireLeave();
        var batches = reader.Read(_limits.Poll);
        if (batches.Count > 0 && Take(batches)) reader.Taken();
        foreach (var (partition, next, lag) in reader.Places) _parts.Part(partition).Look(Stream, next, lag);
        if (reader.Health.IsReading || reader.Health.Trouble is not null) _trouble.Is(reader.Health.Trouble);
    }

    // Each part makes its own durable, all at once. False when it was told to stop before all were taken.
    private bool Take(IReadOnlyList<FeedBatch> batches)
    {
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            (FeedBatch Batch, Task<PushReport> Taking)[] pushed = [.. batches.Select(batch => (batch, Push(batch)))];
            var left = new List<FeedBatch>();
            foreach (var (batch, taking) in pushed)
            {
                ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
                if (taking.IsCompletedSuccessfully) PartOf(batch).Count(taking.Result, _time.GetUtcNow());
                else if (taking.Exception?.InnerException is QuernException { Findings: [{ Code: Full }, ..] }) left.Add(batch);
            }

            LetGo[] failed = [.. pushed.Where(push => push.Taking.IsFaulted && !left.Contains(push.Batch)).Select(push => Failed(PartOf(push.Batch), push.Taking.Exception!))];
            if (failed is [var first, ..]) throw new QuernException([WorkerFindings.LetGo(first.Part, first.Why)], first.Failure);
            if (left.Count == 0) return true;
            batches = left;
            _stop.Token.WaitHandle.WaitOne(_limits.Retry(++failures));
        }

        return false;
    }

    private LetGo Failed(WorkerPart part, AggregateException failure)
    {
        var why = failure.InnerException is QuernException known ? known.Findings[0] : FeedFindings.Failed(Stream, _source.Name, failure.InnerException!.Message);
        part.Note(why);
        return new(part.Name, why, failure);
    }

    private async Task<PushReport> Push(FeedBatch batch)
    {
        using var span = WorkerSpans.Process(_source.Settings, PartOf(batch).Number, batch.Count);
        try
        {
            return await batch.Target!.Push(batch).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            span?.Fail(cause);
            throw;
        }
    }

    private WorkerPart PartOf(FeedBatch batch) => _parts.All.First(part => ReferenceEquals(part.Target, batch.Target));

    private sealed record LetGo(string Part, Finding Why, Exception Failure);
}
