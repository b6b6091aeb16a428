using Quern.Engine.Feeds;
using Quern.Engine.Streams;

namespace Quern.Connectors.Feeds;

/// <summary>
/// Reads a log into a stream, on a thread of its own, until it is disposed. Whatever goes wrong is told and tried again: a batch that the stream cannot take now stays in hand, a
/// connection that is of no use is replaced by another one, which begins where the stream has the log.
/// </summary>
internal sealed class Feed : IDisposable
{
    private const string Moved = "QRN4039";
    private readonly string _stream;
    private readonly IFeedSource _source;
    private readonly FeedTarget _target;
    private readonly FeedLimits _limits;
    private readonly FeedTrouble _trouble;
    private readonly FeedCounts _counts;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile FeedHealth? _health;

    public Feed(string stream, IFeedSource source, StreamIngest ingest, string folder, FeedLimits limits, TimeProvider time, Action<Finding?> tell)
    {
        (_stream, _source, _limits) = (stream, source, limits);
        (_trouble, _counts) = (new(time, tell), new(time));
        _target = new(stream, ingest, folder, _trouble.Warn);
        _thread = new(Run) { Name = $"feed {stream}", IsBackground = true };
        _thread.Start();
    }

    public FeedStatus Status => _counts.Into(new(_stream, _source.Kind, _source.Name, State)
    {
        Lag = _health?.Lag,
        LastError = _trouble.Last,
        LastErrorAt = _trouble.LastAt,
    });

    private FeedState State =>
        !_thread.IsAlive ? FeedState.Stopped
        : _trouble.Now is not null ? FeedState.Waiting
        : _health?.IsReading == true ? FeedState.Reading
        : FeedState.Connecting;

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
                using var reader = _source.Open(_target, _stop.Token);
                while (!_stop.IsCancellationRequested)
                {
                    Step(reader);
                    if (_trouble.Now is null && _health is { IsReading: true }) failures = 0;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // It is told to stop while it connects.
            }
            catch (QuernException e) when (e.Findings[0].Code == Moved)
            {
                // Somebody else has read on meanwhile. Nothing of the batch was taken, and the next reader begins where they stopped.
                Wait(_limits.FirstRetry);
            }
#pragma warning disable CA1031 // A feed must outlive whatever a driver throws: it is told, and tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _trouble.Is(e is QuernException known ? known.Findings[0] : FeedFindings.Failed(_stream, _source.Name, e.Message));
                Wait(_limits.Retry(++failures));
            }
        }
    }

    private void Step(IFeedReader reader)
    {
        var batches = reader.Read(_limits.Poll);
        _health = reader.Health;
        if (batches.Count > 0 && Take(batches)) reader.Taken();
        _health = reader.Health;
        // What kept the last connection from reading may keep this one too: it is over once this one reads.
        if (_health.IsReading || _health.Trouble is not null) _trouble.Is(_health.Trouble);
    }

    // All parts go into the stream at once, so that one commit makes them durable. False when it was told to stop before all were taken.
    private bool Take(IReadOnlyList<FeedBatch> batches)
    {
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            (FeedBatch Batch, Task<PushReport> Taking)[] pushed = [.. batches.Select(batch => (batch, Push(batch)))];
            var left = new List<FeedBatch>();
            foreach (var (batch, taking) in pushed)
                if (TryWait(taking, out var report)) _counts.Add(batch, report);
                else left.Add(batch);
            if (left.Count == 0) return true;
            var failure = pushed.Select(push => push.Taking.Exception?.InnerException).OfType<QuernException>().Select(e => e.Findings[0]).ToArray();
            if (failure.FirstOrDefault(finding => finding.Code == Moved) is { } moved) throw new QuernException(moved);
            _trouble.Is(failure.FirstOrDefault() ?? FeedFindings.Failed(_stream, _source.Name, pushed.First(push => push.Taking.IsFaulted).Taking.Exception!.InnerException!.Message));
            batches = left;
            Wait(_limits.Retry(++failures));
        }

        return false;
    }

    private async Task<PushReport> Push(FeedBatch batch) => await _target.Push(batch).ConfigureAwait(false);

    private static bool TryWait(Task<PushReport> taking, out PushReport report)
    {
        ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        report = taking.IsCompletedSuccessfully ? taking.Result : null!;
        return taking.IsCompletedSuccessfully;
    }

    private void Wait(TimeSpan time) => _stop.Token.WaitHandle.WaitOne(time);
}
