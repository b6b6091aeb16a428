using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Protocol.Online;
using Quern.Server.Telemetry;

namespace Quern.Server.Serving;

/// <summary>A service of one registry version with a pool of sessions: as many as requests were ever under way at once.</summary>
internal sealed class ServedService : IDisposable
{
    private readonly Pool<VectorSession> _sessions;
    private readonly ServedLog? _log;
    private int _reading;

    /// <summary>A service, whose answers are logged if the options say so; a list of features has no name to be logged under, or limited by.</summary>
    internal ServedService(IServingVersion version, ServicePlan plan, ServerOptions options)
    {
        (Service, _log, Meter) = (new(plan), options.Served, new(plan.Name, options.Levels?.TallyOf(plan.Name), options.Traffic.TallyOf(plan.Name)));
        Usage = options.Usage?.TallyOf(plan);
        _sessions = new(() => new(Service, version.OpenSource(plan), options));
        if (plan.Name is not { } name) return;
        Recorder = _log?.Open(name, version.Version, plan, version.Code);
        Limit = options.ServiceLimits.GetValueOrDefault(name, int.MaxValue);
        LastGood = LastGoodValues.Of(plan, options.LastGoodEntities);
    }

    internal PreparedService Service { get; }

    /// <summary>Measures its answered reads.</summary>
    internal ReadMeter Meter { get; }

    /// <summary>Counts by whom it is read; null when nobody does.</summary>
    internal UsageTally? Usage { get; }

    /// <summary>Takes what is answered; null when it is not logged.</summary>
    internal ServedRecorder? Recorder { get; }

    /// <summary>Keeps the last good values that are declared as fallbacks; null when none are.</summary>
    internal LastGoodValues? LastGood { get; }

    /// <summary>How many reads of it may be under way at once.</summary>
    internal int Limit { get; } = int.MaxValue;

    /// <summary>Begins a read; false when as many as may be are under way. Whoever began one ends it with <see cref="Leave"/>.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _reading) <= Limit) return true;
        Interlocked.Decrement(ref _reading);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _reading);

    internal VectorSession Rent() => _sessions.Rent();

    internal void Return(VectorSession session) => _sessions.Return(session);

    public void Dispose()
    {
        _sessions.Dispose();
        if (Recorder is not null) _log!.Close(Recorder);
    }
}
