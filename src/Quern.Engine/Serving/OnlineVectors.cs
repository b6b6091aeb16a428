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
    /// <param name="failed">Told of each on-demand call that threw: the feature's name, the row, and what; null when nobody cares.</param>
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
        if (_plan.OnDemand.Count > 0) _onDemand.Run(batch.Reads, requests, batch.OnDemand, 0, rows, _failed);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void RequireAnswers(Instant t, VectorBatch batch)
    {
        List<Finding>? findings = null;
        for (var read = 0; read < _plan.Reads.Count; read++)
        {
            var outcomes = batch.Outcomes[read].AsSpan(0, batch.Rows);
            if (outcomes.Contains(ReadOutcome.NotMaterialized)) (findings ??= []).Add(NotMaterialized(_plan.Reads[read].View.Reference));
            else if (outcomes.Contains(ReadOutcome.TooEarly)) (findings ??= []).Add(TooEarly(read, t));
        }

        if (findings is not null) throw new QuernException(findings);
    }

    private static Finding NotMaterialized(string view) => new(
        "QRN4020",
        $"view '{view}' has no online state",
        "It has not been materialized since its definition was made or changed.",
        $"Run 'quern materialize {view}'.");

    private Finding TooEarly(int read, Instant t) => new(
        "QRN4021",
        $"view '{_plan.Reads[read].View.Reference}' cannot be read online at {t}",
        $"Online state keeps events from {_reader.RetainedFrom(read)} on and is materialized to {_reader.MaterializedTo(read)}; this instant needs more of the past.",
        "Ask for a later instant, or read from history: 'quern training-set'.");
}
