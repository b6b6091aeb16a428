using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// Two events with one key are one event. Of its versions the one with the greatest (known-at, encoded row) stands in the end; until that one is known,
/// the version known before it stood, so each version is superseded at the known-at time of the next.
/// </summary>
internal static class EventVersions
{
    /// <summary>For each event the instant at which it is superseded, in microseconds; <see cref="long.MaxValue"/> for those that stand in the end.</summary>
    public static long[] Supersede(EventBuffer buffer, Column[] columns)
    {
        var known = buffer.Known!.Values;
        var order = new int[buffer.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = buffer.EventKeys!;
        var times = buffer.Known!;
        order.AsSpan().Sort((left, right) =>
        {
            var byKey = RowEncoding.Compare(keys, left, right);
            if (byKey != 0) return byKey;
            var byKnown = RowEncoding.Compare(times, left, right);
            return byKnown != 0 ? byKnown : RowEncoding.Compare(columns, left, right);
        });
        var superseded = new long[buffer.Count];
        for (var i = 0; i < order.Length; i++)
        {
            // A null key identifies nothing: such a row is an event of its own.
            var replaced = i + 1 < order.Length && !keys.IsNull(order[i]) && RowEncoding.Compare(keys, order[i], order[i + 1]) == 0;
            superseded[order[i]] = replaced ? known[order[i + 1]] : long.MaxValue;
        }

        return superseded;
    }
}
