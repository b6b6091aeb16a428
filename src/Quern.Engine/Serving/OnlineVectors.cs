using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>A service's vectors from online state, its on-demand features computed from them. For one thread at a time.</summary>
public sealed class OnlineVectors : IVectorSource, IDisposable
{
    private readonly ServicePlan _plan;
    private readonly VectorReader _reader;
    private readonly VectorKeys _keys;
    private readonly OnDemandProgram _onDemand;
    private readonly Action<string, int, Exception>? _failed;

    /// <summary>Vectors of a service.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="plan">The service.</param>
    /// <param name="heads">What has come of streams and is not in the state yet; null when there are none.</param>
    /// <param name="failed">Told of each on-demand call that threw: the method's name, the row, and what; null when nobody cares.</param>
    public OnlineVectors(IOnlineStore store, ServicePlan plan, StreamHeads? heads = null, Action<string, int, Exception>? failed = null)
    {
        (_plan, _failed) = (plan, failed);
        _reader = new(store, plan, heads);
        _keys = _reader.NewKeys();
        _onDemand = new(plan);
    }

    /// <inheritdoc/>
    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch)
    {
        _keys.Reset(rows);
        for (var key = 0; key < joinKeys.Count; key++) _keys.Set(key, joinKeys[key]);
        _reader.Read(_keys, t, batch);
        RequireAnswers(t, batch);
        if (_plan.OnDemand.Count > 0) _onDemand.Run(batch.Reads, batch.Lookups, requests, batch.OnDemand, 0, rows, _failed);
    }

    /// <summary>Keeps from now on what reads take of online state.</summary>
    public ReadTrace StartTrace() => _reader.StartTrace();

    /// <summary>The state of a read's view, as of the last request; null when the store knows nothing of it.</summary>
    public ViewState? StateOf(int read) => _reader.StateOf(read);

    /// <summary>The state of the view that a lookup looks up, as of the last request; null when the store knows nothing of it.</summary>
    public ViewState? LookupState(int lookup) => _reader.LookupState(lookup);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void RequireAnswers(Instant t, VectorBatch batch)
    {
        List<Finding>? findings = null;
        for (var read = 0; read < _plan.Reads.Count; read++)
            if (Refused(batch.Outcomes[read], batch.Rows) is { } outcome)
                (findings ??= []).Add(Refusal(outcome, _plan.Reads[read].View, StateOf(read), t));
        for (var lookup = 0; lookup < _plan.Lookups.Count; lookup++)
            if (Refused(batch.LookupOutcomes[lookup], batch.Rows) is { } outcome)
                (findings ??= []).Add(Refusal(outcome, _plan.Lookups[lookup].Lookup.View, LookupState(lookup), t));
        if (findings is not null) throw new QuernException([.. findings.Distinct()]);
    }

    private static ReadOutcome? Refused(ReadOutcome[] outcomes, int rows)
    {
        var asked = outcomes.AsSpan(0, rows);
        return asked.Contains(ReadOutcome.NotMaterialized) ? ReadOutcome.NotMaterialized : asked.Contains(ReadOutcome.TooEarly) ? ReadOutcome.TooEarly : null;
    }

    private static Finding Refusal(ReadOutcome outcome, ViewPlan view, ViewState? state, Instant t) => outcome == ReadOutcome.NotMaterialized
        ? new(
            "QRN4020",
            $"view '{view.Reference}' has no online state",
            "It has not been materialized since its definition was made or changed.",
            $"Run 'quern materialize {view.Reference}'.")
        : new(
            "QRN4021",
            $"view '{view.Reference}' cannot be read online at {t}",
            $"Online state keeps events from {state?.RetainedFrom} on and is materialized to {state?.MaterializedTo}; this instant needs more of the past.",
            "Ask for a later instant, or read from history: 'quern training-set'.");
}
