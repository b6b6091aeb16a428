using Quern.Engine.Online;
using Quern.Engine.Usage;

namespace Quern.Connectors.Workers;

/// <summary>
/// Counts what a worker writes, by view: events, records and their bytes, and processor time, of which it does nothing else: what it used within a while is shared among the views that it wrote in it, by
/// the bytes of each. Safe for use from several threads; samples are taken by one.
/// </summary>
/// <param name="ledger">Where it is counted; null where nothing is.</param>
/// <param name="time">Tells when a minute is over.</param>
internal sealed class WorkerUsage(UsageLedger? ledger, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private long _keptAt = time.GetTimestamp();

    /// <summary>A store of which is counted what is written into it.</summary>
    public IOnlineStore Counted(IOnlineStore state) => ledger is null ? state : new CountedStore(state, AddWritten);

    /// <summary>Counts events that came in, for each of the views that have them.</summary>
    public void AddEvents(IReadOnlyList<string> views, int events)
    {
        if (events == 0) return;
        foreach (var view in views) ledger?.AddWrite(view, ConsumerNames.Stream, new(0, events, 0, 0, 0, 0));
    }

    /// <summary>Counts the processor's time since the last call, and has all kept once a minute.</summary>
    public void Sample()
    {
        if (ledger is null) return;
        var (now, before) = (Environment.CpuUsage.TotalTime, _processor);
        _processor = now;
        AddTime(now - before);
        if (time.GetElapsedTime(_keptAt) < Kept) return;
        _keptAt = time.GetTimestamp();
        ledger.Keep();
    }

    private void AddTime(TimeSpan used)
    {
        Dictionary<string, long> written;
        lock (_lock) (written, _written) = (_written, new(StringComparer.Ordinal));
        ledger!.AddServer(used);
        var whole = written.Values.Sum();
        foreach (var (view, bytes) in written) ledger.AddWrite(view, ConsumerNames.Stream, new(0, 0, 0, 0, (long)(used.Ticks * ((double)bytes / whole)), 0));
    }

    private void AddWritten(string view, long records, long bytes)
    {
        ledger!.AddWrite(view, ConsumerNames.Stream, new(0, 0, records, bytes, 0, 0));
        lock (_lock) _written[view] = _written.GetValueOrDefault(view) + bytes;
    }
}
