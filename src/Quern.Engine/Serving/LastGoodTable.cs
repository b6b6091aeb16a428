using System.Runtime.InteropServices;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>The last good values of columns that depend on the same join keys, by entity. The entity whose values were answered longest ago makes room for a new one. Safe for many threads.</summary>
/// <param name="service">The service.</param>
/// <param name="keys">Which of its join keys.</param>
/// <param name="outputs">Which of its outputs.</param>
/// <param name="most">How many entities are kept.</param>
internal sealed class LastGoodTable(ServicePlan service, int[] keys, int[] outputs, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RowKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byAge = [];
    private readonly List<byte> _key = [];

    public IReadOnlyList<int> Outputs => outputs;

    /// <summary>Keeps what was answered: a value stays, a null ends what was before it, and a failure changes nothing.</summary>
    /// <param name="joinKeys">The request's join keys.</param>
    /// <param name="rows">How many rows there are; the batch itself is asked for nothing but what is done.</param>
    /// <param name="at">The instant of the answer.</param>
    /// <param name="batch">What was read.</param>
    /// <param name="progress">What of it is done; null for all.</param>
    public void Keep(IReadOnlyList<Column> joinKeys, int rows, Instant at, VectorBatch batch, ReadProgress? progress)
    {
        lock (_lock)
        {
            for (var row = 0; row < rows; row++)
            {
                if (!TryRead(joinKeys, row, out var key)) continue;
                for (var place = 0; place < outputs.Length; place++)
                    if (service.Outputs[outputs[place]].Input is var input && progress?.Has(input) != false)
                        Keep(key, place, batch.Of(input), TimeOf(batch, input, row, at), row, at);
            }
        }
    }

    /// <summary>Writes the last good value of an output for a row's entity.</summary>
    /// <param name="output">The output; one of <see cref="Outputs"/>.</param>
    /// <param name="joinKeys">The request's join keys.</param>
    /// <param name="row">The row.</param>
    /// <param name="now">The instant of the read.</param>
    /// <param name="target">Where it goes.</param>
    /// <returns>Its event time in microseconds; null when there is no such value, or none that is young enough.</returns>
    public long? Give(int output, IReadOnlyList<Column> joinKeys, int row, Instant now, ResultWriter target)
    {
        lock (_lock)
        {
            if (!TryRead(joinKeys, row, out var key) || !_byKey.TryGetValue(key, out var node)) return null;
            var kept = node.Value.Values[Array.IndexOf(outputs, output)];
            // A clock that was set back must not bring values from what is yet to come.
            if (!kept.IsThere || kept.At > now.Microseconds) return null;
            if (service.Outputs[output].Fallback!.Within is { } within && now.Microseconds - kept.At > within.Microseconds) return null;
            if (kept.Bytes is { } bytes) target.SetEncoded(row, bytes);
            else target.SetBits(row, kept.Bits);
            target.Mark(row, FeatureStatus.LastGood);
            return kept.EventTime;
        }
    }

    // What is computed on demand has no event time: then the instant at which it was answered.
    private static long TimeOf(VectorBatch batch, OnDemandInput input, int row, Instant at) => input.Kind == InputKind.OnDemand ? at.Microseconds : batch.EventTimesOf(input)[row];

    private void Keep(RowKey key, int place, ResultColumn column, long eventTime, int row, Instant at)
    {
        var status = column.ToldStatusOf(row);
        if (status == FeatureStatus.Failed) return;
        if (status == FeatureStatus.Present)
        {
            var isFixed = column.Type.IsFixedWidth;
            Renew(key).Values[place] = new(true, at.Microseconds, eventTime, isFixed ? column.Slots[row] : 0, isFixed ? null : column.Encoded(row).ToArray());
        }
        else if (_byKey.TryGetValue(key, out var node)) node.Value.Values[place] = default;
    }

    private Entry Renew(RowKey key)
    {
        if (_byKey.TryGetValue(key, out var node)) _byAge.Remove(node);
        else
        {
            if (_byKey.Count == most)
            {
                _byKey.Remove(_byAge.Last!.Value.Key);
                _byAge.RemoveLast();
            }

            node = new(new(key, new Kept[outputs.Length]));
            _byKey.Add(key, node);
        }

        _byAge.AddFirst(node);
        return node.Value;
    }

    // False where a part of the key is null: of that no view has anything.
    private bool TryRead(IReadOnlyList<Column> joinKeys, int row, out RowKey key)
    {
        _key.Clear();
        key = default;
        foreach (var index in keys)
        {
            var column = joinKeys[index];
            if (column.IsNull(row)) return false;
            if (column is TextColumn text) RowKey.AppendText(_key, text.Pool.Utf8(text.Codes[row]));
            else RowKey.AppendBits(_key, service.JoinKeys[index].Kind, ((Int64Column)column).Values[row]);
        }

        key = RowKey.OfEncoded(CollectionsMarshal.AsSpan(_key));
        return true;
    }

    private readonly record struct Kept(bool IsThere, long At, long EventTime, long Bits, byte[]? Bytes);

    private sealed record Entry(RowKey Key, Kept[] Values);
}
