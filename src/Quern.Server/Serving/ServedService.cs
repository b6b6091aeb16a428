using System.Collections.Concurrent;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Protocol.Online;

namespace Quern.Server.Serving;

/// <summary>A service of one registry version with a pool of sessions: as many as requests were ever under way at once.</summary>
internal sealed class ServedService : IDisposable
{
    private readonly ConcurrentBag<VectorSession> _idle = [];
    private readonly IServingVersion _version;
    private readonly ServerOptions _options;
    private readonly PreparedService _service;
    private volatile bool _closed;
    private int _reading;

    /// <summary>A service, whose answers are logged if the options say so; a list of features has no name to be logged under, or limited by.</summary>
    internal ServedService(IServingVersion version, ServicePlan plan, ServerOptions options)
    {
        (_version, _options, _service) = (version, options, new(plan));
        Recorder = plan.Name is { } name ? options.Served?.Open(name, version.Version, plan) : null;
        Limit = plan.Name is { } limited ? options.ServiceLimits.GetValueOrDefault(limited, int.MaxValue) : int.MaxValue;
    }

    /// <summary>Takes what is answered; null when it is not logged.</summary>
    internal ServedRecorder? Recorder { get; }

    /// <summary>How many reads of it may be under way at once.</summary>
    internal int Limit { get; }

    internal PreparedService Service => _service;

    /// <summary>Begins a read; false when as many as may be are under way. Whoever began one ends it with <see cref="Leave"/>.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _reading) <= Limit) return true;
        Interlocked.Decrement(ref _reading);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _reading);

    internal VectorSession Rent() => _idle.TryTake(out var session) ? session : new(_service, _version.OpenSource(_service.Plan), _options);

    internal void Return(VectorSession session)
    {
        _idle.Add(session);
        // Closed in the meantime: nobody else will come for it.
        if (_closed) Drain();
    }

    public void Dispose()
    {
        _closed = true;
        Drain();
        if (Recorder is not null) _options.Served!.Close(Recorder);
    }

    private void Drain()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
    }
}
