namespace Quern.PointInTime;

/// <summary>
/// The events that several threads have read, part by part. Runs of neighbouring rows are put in the order of their first event's time, which is the order of the source again when that
/// is in order of time: then nothing has to be sorted but by entity. Safe for several threads, each with parts of its own.
/// </summary>
public sealed class CollectedEvents
{
    private readonly IReadOnlyList<EventPartitions> _threads;
    private readonly (EventPartitions Thread, int Run)[] _runs;

    /// <summary>The events of threads that have finished reading.</summary>
    public CollectedEvents(IReadOnlyList<EventPartitions> threads)
    {
        _threads = threads;
        _runs = [.. threads.SelectMany(thread => Enumerable.Range(0, thread.Runs).Select(run => (thread, run))).OrderBy(item => item.thread.TimeOf(item.run))];
    }

    /// <summary>How many events there are in a part.</summary>
    public int CountOf(int part) => _threads.Sum(thread => thread.CountOf(part));

    /// <summary>Appends the events of one part to a buffer.</summary>
    public void Copy(int part, EventBuffer target)
    {
        foreach (var (thread, run) in _runs) thread.CopyRun(run, part, target);
    }

    /// <summary>Lets go of the events of one part.</summary>
    public void Release(int part)
    {
        foreach (var thread in _threads) thread.Release(part);
    }
}
