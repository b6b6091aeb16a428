using System.Collections.Concurrent;

namespace Quern.Engine.TrainingSets.Runs;

/// <summary>
/// Makes training sets one after the other, on a thread of its own, and remembers how each went. What was under way or waiting when a process ended has failed for the next one; results stay
/// until they are old or many. Safe for many threads.
/// </summary>
public sealed class TrainingRuns : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);
    private readonly ITrainingRunStore _store;
    private readonly RunLimits _limits;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _failed;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _runs;
    private readonly BlockingCollection<Entry> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _worker;

    /// <summary>Goes on with the runs that a store remembers.</summary>
    /// <param name="store">Remembers runs.</param>
    /// <param name="limits">How much.</param>
    /// <param name="time">Tells when.</param>
    /// <param name="failed">Told of what is nobody's finding: faults, and what could not be remembered.</param>
    /// <exception cref="QuernException">What is remembered cannot be read.</exception>
    public TrainingRuns(ITrainingRunStore store, RunLimits limits, TimeProvider time, Action<Exception>? failed = null)
    {
        (_store, _limits, _time, _failed) = (store, limits, time, failed);
        _runs = store.Load().ToDictionary(run => run.Id, run => new Entry(run));
        foreach (var entry in _runs.Values.Where(entry => !entry.Run.IsOver)) End(entry, RunStatus.Failed, findings: [RunFindings.Interrupted()]);
        Sweep();
        // Platforms that know priorities let whoever answers requests go first.
        _worker = new(Work) { Name = "training-sets", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        _worker.Start();
    }

    /// <summary>All runs, the latest first.</summary>
    public IReadOnlyList<TrainingRun> All
    {
        get
        {
            lock (_lock) return [.. _runs.Values.Select(entry => entry.Run).OrderByDescending(run => run.Submitted).ThenBy(run => run.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>How a run stands; null when there is none.</summary>
    public TrainingRun? Find(string id)
    {
        lock (_lock) return _runs.GetValueOrDefault(id)?.Run;
    }

    /// <summary>Fails while as many runs wait as may: to be asked before work is prepared.</summary>
    /// <exception cref="QuernException">It is so (QRN5106).</exception>
    public void RequireRoom()
    {
        lock (_lock)
            if (_runs.Values.Count(entry => entry.Run.Status == RunStatus.Queued) >= _limits.Waiting)
                throw new QuernException(RunFindings.Busy(_limits.Waiting));
    }

    /// <summary>Takes a run, to be made when those before it are.</summary>
    /// <param name="run">The run; its status is set here.</param>
    /// <param name="work">Makes it; disposed here, also when it is not taken.</param>
    /// <exception cref="QuernException">As many runs wait as may (QRN5106), or it cannot be remembered.</exception>
    public TrainingRun Submit(TrainingRun run, ITrainingWork work)
    {
        var entry = new Entry(run with { Status = RunStatus.Queued, Submitted = _time.GetUtcNow() }) { Work = work };
        try
        {
            lock (_lock)
            {
                if (_stop.IsCancellationRequested) throw new QuernException(RunFindings.Interrupted());
                RequireRoom();
                _store.Save(entry.Run);
                _runs.Add(run.Id, entry);
                _queue.Add(entry);
            }

            return entry.Run;
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>Calls a run off that is not over; forgets one that is, with its files.</summary>
    /// <returns>How it stood after that; null when there is none.</returns>
    /// <exception cref="QuernException">Its files cannot be removed.</exception>
    public TrainingRun? Remove(string id)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(id, out var entry)) return null;
            if (entry.Run.IsOver) Forget(entry);
            else
            {
                entry.IsCalledOff = true;
                entry.Stop.Cancel();
                if (entry.Run.Status == RunStatus.Queued) End(entry, RunStatus.Cancelled);
            }

            return entry.Run;
        }
    }

    /// <summary>Stops what is under way; it and what waits have failed.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stop.Cancel();
            _queue.CompleteAdding();
            foreach (var entry in _runs.Values.Where(entry => !entry.Run.IsOver)) entry.Stop.Cancel();
        }

        _worker.Join();
        _queue.Dispose();
        _stop.Dispose();
    }

    private void Work()
    {
        while (!_queue.IsCompleted)
        {
            if (_queue.TryTake(out var entry, SweepEvery) && Begin(entry)) Run(entry);
            lock (_lock) Sweep();
        }
    }

    private bool Begin(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Run.IsOver) return false;
            entry.Run = entry.Run with { Status = RunStatus.Running, Started = _time.GetUtcNow() };
            Save(entry.Run);
            return true;
        }
    }

    private void Run(Entry entry)
    {
        try
        {
            entry.Stop.Token.ThrowIfCancellationRequested();
            var manifest = entry.Work!.Run((phase, done, total) => entry.Run = entry.Run with { Progress = new(phase, done, total) }, entry.Stop.Token);
            lock (_lock) End(entry, RunStatus.Succeeded, manifest);
        }
#pragma warning disable CA1031 // Whatever it is, the run has failed and the next one may go well.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_lock) Fail(entry, failure);
        }
    }

    private void Fail(Entry entry, Exception failure)
    {
        var findings = !entry.Stop.IsCancellationRequested ? QuernException.FindingsOf(failure) : entry.IsCalledOff ? [] : [RunFindings.Interrupted()];
        if (findings.Count == 0 && !entry.IsCalledOff)
        {
            _failed?.Invoke(failure);
            findings = [RunFindings.Fault()];
        }

        End(entry, entry.IsCalledOff ? RunStatus.Cancelled : RunStatus.Failed, findings: findings);
    }

    private void End(Entry entry, RunStatus status, TrainingSetManifest? manifest = null, IReadOnlyList<Finding>? findings = null)
    {
        entry.Run = entry.Run with { Status = status, Ended = _time.GetUtcNow(), Progress = null, Manifest = manifest, Findings = findings ?? [] };
        entry.Work?.Dispose();
        entry.Work = null;
        Save(entry.Run);
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        var over = _runs.Values.Where(entry => entry.Run.IsOver).OrderByDescending(entry => entry.Run.Ended).ToArray();
        foreach (var entry in over.Where((entry, place) => place >= _limits.Kept || now - entry.Run.Ended > _limits.KeptFor)) Try(() => Forget(entry));
    }

    private void Forget(Entry entry)
    {
        _store.Remove(entry.Run.Id);
        _runs.Remove(entry.Run.Id);
    }

    // A disk that is full must not end the thread; what stands in memory is told until the process ends.
    private void Save(TrainingRun run) => Try(() => _store.Save(run));

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (QuernException failure)
        {
            _failed?.Invoke(failure);
        }
    }

    private sealed class Entry(TrainingRun run)
    {
        private TrainingRun _run = run;

        public TrainingRun Run
        {
            get => Volatile.Read(ref _run);
            set => Volatile.Write(ref _run, value);
        }

        public ITrainingWork? Work { get; set; }

        public CancellationTokenSource Stop { get; } = new();

        public bool IsCalledOff { get; set; }
    }
}
