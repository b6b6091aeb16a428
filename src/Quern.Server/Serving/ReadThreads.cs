using System.Diagnostics.Metrics;

namespace Quern.Server.Serving;

/// <summary>
/// Threads for reads with a deadline, apart from the pool that all other work shares. A method of a user's that does not end cannot be ended, so a read that is cut off keeps its thread until it comes
/// back by itself: it is overdue. It then counts no longer among those that may run at once, and another thread takes its place. Overdue ones are bounded: from so many on reads with a deadline are
/// turned away. Reads for which there is no thread wait in their order.
/// </summary>
internal sealed class ReadThreads : IDisposable
{
    private readonly object _gate = new();
    private readonly LinkedList<TimelyRead> _waiting = [];
    private readonly Meter _meter = new("Quern.Serving");
    private readonly int _atOnce;
    private int _threads;
    private int _idle;
    private int _overdue;
    private bool _isStopped;

    /// <summary>No threads yet; they begin when they are needed.</summary>
    /// <param name="atOnce">How many reads run at once.</param>
    /// <param name="mostOverdue">How many may be overdue before others are turned away.</param>
    internal ReadThreads(int atOnce, int mostOverdue)
    {
        (_atOnce, MostOverdue) = (atOnce, mostOverdue);
        _meter.CreateObservableUpDownCounter("quern.serving.overdue", () => Overdue, "{read}", "Reads that a deadline cut off and that still run");
    }

    internal int MostOverdue { get; }

    /// <summary>How many reads that were cut off still run.</summary>
    internal int Overdue
    {
        get
        {
            lock (_gate) return _overdue;
        }
    }

    /// <summary>Has a read run.</summary>
    internal void Start(TimelyRead read)
    {
        lock (_gate)
        {
            read.Place = _waiting.AddLast(read);
            Feed();
        }
    }

    /// <summary>Nobody waits for a read any more: one that has not begun never will, one that runs is overdue.</summary>
    internal void GiveUp(TimelyRead read)
    {
        lock (_gate)
        {
            if (read.Stage == ReadStage.Running)
            {
                read.Stage = ReadStage.Overdue;
                _overdue++;
                Feed();
            }

            if (read.Stage != ReadStage.Waiting) return;
            read.Stage = ReadStage.Over;
            _waiting.Remove(read.Place!);
        }

        read.Release();
    }

    /// <summary>Lets threads end that have nothing to do. Those that are overdue are not waited for; they end with the process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            _idle = 0;
            Monitor.PulseAll(_gate);
        }

        _meter.Dispose();
    }

    // One thread more at work on what waits, if there may be.
    private void Feed()
    {
        if (_waiting.Count == 0) return;
        if (_idle > 0)
        {
            _idle--;
            Monitor.Pulse(_gate);
        }
        else if (_threads - _overdue < _atOnce && _threads < _atOnce + MostOverdue)
        {
            _threads++;
            try
            {
                new Thread(Work) { Name = "timely read", IsBackground = true }.UnsafeStart();
            }
            catch (OutOfMemoryException)
            {
                // The machine has no thread to give: those that are there go on, and what waits is cut off by its deadline.
                _threads--;
            }
        }
    }

    private void Work()
    {
        while (Next() is { } read)
        {
            read.Run();
            lock (_gate)
            {
                if (read.Stage == ReadStage.Overdue) _overdue--;
                read.Stage = ReadStage.Over;
            }

            // Only now, so that a read which is answered whole is overdue at no time.
            read.End();
        }
    }

    private TimelyRead? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                // One that comes back late finds another in its place.
                if (_threads - _overdue > _atOnce || (_isStopped && _waiting.Count == 0))
                {
                    _threads--;
                    return null;
                }

                if (_waiting.First is { } first)
                {
                    _waiting.RemoveFirst();
                    first.Value.Stage = ReadStage.Running;
                    return first.Value;
                }

                _idle++;
                Monitor.Wait(_gate);
            }
        }
    }
}
