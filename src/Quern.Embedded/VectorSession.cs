using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Embedded;

/// <summary>Everything that one read needs: kept from read to read, used by one thread at a time.</summary>
internal sealed class VectorSession : IDisposable
{
    private readonly ServicePlan _plan;
    private readonly VectorShape _shape;
    private readonly KeyColumn[] _keys;
    private readonly Column[] _joinKeys;
    private readonly Column[] _requests;
    private readonly OnlineVectors _vectors;
    private readonly VectorBatch _batch;

    public VectorSession(IOnlineStore store, ServicePlan plan, VectorShape shape, Action<string, int, Exception> failed)
    {
        (_plan, _shape) = (plan, shape);
        _keys = [.. plan.JoinKeys.Concat(plan.Requests).Select(field => new KeyColumn(field))];
        _joinKeys = new Column[plan.JoinKeys.Count];
        _requests = new Column[plan.Requests.Count];
        _vectors = new(store, plan, null, failed);
        _batch = new(plan);
    }

    /// <summary>Reads one vector.</summary>
    /// <exception cref="QuernException">Keys are missing or wrong, all of them told, or online state cannot answer.</exception>
    public FeatureVector Read(ReadOnlySpan<(string Name, object? Value)> values, Instant t)
    {
        foreach (var key in _keys) key.Clear();
        List<Finding>? findings = null;
        foreach (var (name, value) in values) Set(name, value, ref findings);
        for (var i = 0; i < _keys.Length; i++)
            if (!_keys[i].IsGiven)
                (findings ??= []).Add(StoreFindings.Missing(_keys[i].Definition, i < _joinKeys.Length));
        if (findings is not null) throw new QuernException(findings);
        for (var i = 0; i < _keys.Length; i++)
            if (i < _joinKeys.Length) _joinKeys[i] = _keys[i].Column;
            else _requests[i - _joinKeys.Length] = _keys[i].Column;
        _vectors.Read(_joinKeys, _requests, 1, t, _batch);
        return Copy(t);
    }

    public void Dispose() => _vectors.Dispose();

    private void Set(string name, object? value, ref List<Finding>? findings)
    {
        foreach (var key in _keys)
        {
            if (key.Definition.Name != name) continue;
            if (key.IsGiven) (findings ??= []).Add(StoreFindings.Twice(name));
            else if (!key.TrySet(value)) (findings ??= []).Add(StoreFindings.WrongType(key.Definition, value!));
            return;
        }

        (findings ??= []).Add(StoreFindings.Unknown(name, _plan));
    }

    private FeatureVector Copy(Instant t)
    {
        var outputs = _shape.Outputs;
        var (slots, statuses, times) = (new long[outputs.Length], new byte[outputs.Length], new long[outputs.Length]);
        var encoded = _shape.HasEncoded ? new Value[outputs.Length] : null;
        for (var i = 0; i < outputs.Length; i++)
        {
            var column = _batch.Of(outputs[i]);
            slots[i] = column.Slots[0];
            statuses[i] = column.Statuses[0];
            times[i] = _batch.EventTimesOf(outputs[i].Input) is [var time, ..] ? time : 0;
            if (encoded is not null && !column.Type.IsFixedWidth) encoded[i] = column[0];
        }

        return new(_shape, t, slots, statuses, times, encoded);
    }
}
