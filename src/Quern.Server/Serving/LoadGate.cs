using System.Diagnostics.Metrics;

namespace Quern.Server.Serving;

/// <summary>
/// Turns reads away at once that could only be answered late: while too much waits for a thread, and while a service has as many reads under way as it may. Those that are answered then keep their
/// latency. What is turned away is counted, in <see cref="TurnedAway"/> and in the meter <c>Quern.Serving</c>.
/// </summary>
/// <param name="most">How much may wait for a thread.</param>
/// <param name="waiting">How much waits.</param>
internal sealed class LoadGate(int most, Func<long> waiting) : IDisposable
{
    private readonly Meter _meter = new("Quern.Serving");
    private Counter<long>? _counter;
    private long _turnedAway;

    /// <summary>How many reads were turned away.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Why a read cannot be taken now; null when it can.</summary>
    public Finding? Refusal()
    {
        if (waiting() <= most) return null;
        Count("waiting");
        return ServerFindings.TooMuchWaits(most);
    }

    /// <summary>Why no more of a service can be read now.</summary>
    public Finding Refusal(ServedService service)
    {
        Count("service");
        return ServerFindings.ServiceIsBusy(service.Service.Plan.Name!, service.Limit);
    }

    /// <summary>Why no more can be read by a deadline now; null when more can.</summary>
    public Finding? Refusal(ReadThreads threads)
    {
        if (threads.Overdue < threads.MostOverdue) return null;
        Count("overdue");
        return ServerFindings.TooManyOverdue(threads.MostOverdue);
    }

    public void Dispose() => _meter.Dispose();

    private void Count(string reason)
    {
        Interlocked.Increment(ref _turnedAway);
        _counter ??= _meter.CreateCounter<long>("quern.serving.turned_away", "{request}", "Reads turned away under load");
        _counter.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }
}
