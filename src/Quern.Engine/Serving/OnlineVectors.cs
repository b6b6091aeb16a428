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
        SetKeys(joinKeys, rows);
        _reader.Read(_keys, t, batch);
        RequireAnswers(t, batch);
        if (_plan.OnDemand.Count > 0) _onDemand.Run(batch.Reads, batch.Lookups, requests, batch.OnDemand, 0, rows, _failed);
    }

    /// <inheritdoc/>
    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch, ReadProgress progress)
    {
        SetKeys(joinKeys, rows);
        if (!_reader.Read(_keys, t, batch, (kind, index) => progress.Complete(kind, index, RefusalOf(kind, index, t, batch)))) return;
        RequireAnswers(t, batch);
        _onDemand.Run(batch.Reads, batch.Lookups, requests, batch.OnDemand, 0, rows, _failed, feature => progress.Complete(InputKind.OnDemand, feature, refusal: null));
    }

    /// <summary>Keeps from now on what reads take of online state.</summary>
    public ReadTrace StartTrace() => _reader.StartTrace();

    /// <summary>The state of a read's view, as of the last request; null when the store knows nothing of it.</summary>
    public ViewState? StateOf(int read) => _reader.StateOf(read);

    /// <summary>The state of the view that a lookup looks up, as of the last request; null when the store knows nothing of it.</summary>
    public ViewState? LookupState(int lookup) => _reader.LookupState(lookup);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void SetKeys(IReadOnlyList<Column> joinKeys, int rows)
    {
        _keys.Reset(rows);
        for (var key = 0; key < joinKeys.Count; key++) _keys.Set(key, joinKeys[key]);
    }

    private void RequireAnswers(Instant t, VectorBatch batch)
    {
        List<Finding>? findings = null;
        for (var read = 0; read < _plan.Reads.Count; read++)
            if (RefusalOf(InputKind.Feature, read, t, batch) is { } refusal)
                (findings ??= []).Add(refusal);
        for (var lookup = 0; lookup < _plan.Lookups.Count; lookup++)
            if (RefusalOf(InputKind.Lookup, lookup, t, batch) is { } refusal)
                (findings ??= []).Add(refusal);
        if (findings is not null) throw new QuernException([.. findings.Distinct()]);
    }

    // Why a read or a lookup could not answer; null where it did.
    private Finding? RefusalOf(InputKind kind, int index, Instant t, VectorBatch batch)
    {
        var isLookup = kind == InputKind.Lookup;
        if (Refused(isLookup ? batch.LookupOutcomes[index] : batch.Outcomes[index], batch.Rows) is not { } outcome) return null;
        return isLookup ? Refusal(outcome, _plan.Lookups[index].Lookup.View, LookupState(index), t) : Refusal(outcome, _plan.Reads[index].View, StateOf(index), t);
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
