using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Quern.Server.Objectives;

namespace Quern.Server.Serving;

/// <summary>
/// Turns reads away at once that could only be answered late: while too much waits for a thread, and while a service has as many reads under way as it may. Those that are answered then keep their
/// latency. What is turned away is counted, in <see cref="TurnedAway"/> and in the meter <c>Quern.Serving</c>, from zero on.
/// </summary>
internal sealed class LoadGate : IDisposable
{
    private readonly Meter _meter = new("Quern.Serving");
    private readonly int _most;
    private readonly Func<long> _waiting;
    private readonly ServiceLevels? _levels;
    private readonly ConcurrentDictionary<string, long> _services = new(StringComparer.Ordinal);
    private long _turnedAway;
    private long _forWaiting;
    private long _forOverdue;

    /// <summary>Opens it.</summary>
    /// <param name="most">How much may wait for a thread.</param>
    /// <param name="waiting">How much waits.</param>
    /// <param name="levels">Counts for the objectives what is turned away; null when there are none.</param>
    internal LoadGate(int most, Func<long> waiting, ServiceLevels? levels)
    {
        (_most, _waiting, _levels) = (most, waiting, levels);
        _meter.CreateObservableCounter("quern.serving.turned_away", Measure, "{request}", "Reads turned away under load, by reason, and by service where that has too many reads under way");
    }

    /// <summary>How many reads were turned away.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Why a read cannot be taken now; null when it can.</summary>
    public Finding? Refusal()
    {
        if (_waiting() <= _most) return null;
        Count(ref _forWaiting);
        return ServerFindings.TooMuchWaits(_most);
    }

    /// <summary>Why no more of a service can be read now.</summary>
    public Finding Refusal(ServedService service)
    {
        var name = service.Service.Plan.Name!;
        Interlocked.Increment(ref _turnedAway);
        _services.AddOrUpdate(name, 1, static (_, count) => count + 1);
        service.Meter.AddFailed();
        return ServerFindings.ServiceIsBusy(name, service.Limit);
    }

    /// <summary>Why no more can be read by a deadline now; null when more can.</summary>
    public Finding? Refusal(ReadThreads threads)
    {
        if (threads.Overdue < threads.MostOverdue) return null;
        Count(ref _forOverdue);
        return ServerFindings.TooManyOverdue(threads.MostOverdue);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);

    private void Count(ref long reason)
    {
        Interlocked.Increment(ref _turnedAway);
        Interlocked.Increment(ref reason);
        _levels?.AddTurnedAway();
    }

    private IEnumerable<Measurement<long>> Measure() =>
    [
        new(Volatile.Read(ref _forWaiting), Reason("waiting")),
        new(Volatile.Read(ref _forOverdue), Reason("overdue")),
        .. _services.Select(service => new Measurement<long>(service.Value, Reason("service"), new("service", service.Key))),
    ];
}
