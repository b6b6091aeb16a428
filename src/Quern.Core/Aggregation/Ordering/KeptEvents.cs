using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>Which end of the total order <see cref="KeptEvents"/> keeps.</summary>
internal enum KeptEnd
{
    /// <summary>The first events, oldest first.</summary>
    First,

    /// <summary>The last events, newest first.</summary>
    Last,

    /// <summary>The last event of each value, newest first.</summary>
    LastDistinct,
}

/// <summary>
/// The n events at one end of the total order, the outermost first. Keeping only n is a monoid: what is among the n outermost of a union has fewer than n events
/// outside it in the union, so fewer than n in its own part, and is kept there. The same holds when only the latest event of each value counts: a value's latest event in
/// the union is its latest in the part that it comes from, and the values later than it in that part are no more than in the union.
/// </summary>
internal sealed class KeptEvents(ValueKind kind, int n, KeptEnd end)
{
    private readonly ValueKind _kind = kind;
    private readonly List<OrderedEvent> _events = [];

    public int Count => _events.Count;

    public Value this[int place] => _events[place].Value;

    public void Add(in AggregateInput input)
    {
        if (input.Argument.IsNull) return;
        Keep(new(input.Time, input.Tie, end == KeptEnd.LastDistinct ? ValueOrder.Canonical(input.Argument) : input.Argument), owned: false);
    }

    public void Merge(KeptEvents other)
    {
        foreach (var candidate in other._events) Keep(candidate, owned: true);
    }

    public void Write(List<byte> bytes)
    {
        StateBytes.AppendInt32(bytes, _events.Count);
        foreach (var kept in _events)
        {
            StateBytes.AppendInt64(bytes, kept.Time.Microseconds);
            StateBytes.AppendBytes(bytes, kept.Tie.Span);
            StateBytes.AppendValue(bytes, kept.Value);
        }
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        for (var rest = StateBytes.ReadInt32(ref bytes); rest > 0; rest--)
        {
            var time = new Time.Instant(StateBytes.ReadInt64(ref bytes));
            var tie = StateBytes.ReadBytes(ref bytes).ToArray();
            Keep(new(time, tie, StateBytes.ReadValue(_kind, ref bytes)), owned: true);
        }
    }

    /// <summary>The value of the outermost event; null for none.</summary>
    public static AggregateResult First(KeptEvents kept) => AggregateResult.Of(kept.Count == 0 ? Value.Null : kept[0]);

    /// <summary>The values, the outermost first.</summary>
    public static AggregateResult List(KeptEvents kept) => AggregateResult.Of(Value.List(kept._kind, [.. kept._events.Select(item => item.Value)]));

    private void Keep(OrderedEvent candidate, bool owned)
    {
        if (end == KeptEnd.LastDistinct && !Displaces(candidate)) return;
        var place = PlaceOf(candidate);
        if (place == n) return;
        if (_events.Count == n) _events.RemoveAt(n - 1);
        _events.Insert(place, owned ? candidate : candidate.Owned());
    }

    /// <summary>Whether the candidate is the latest event of its value; then an earlier one goes.</summary>
    private bool Displaces(OrderedEvent candidate)
    {
        for (var place = 0; place < _events.Count; place++)
        {
            if (_events[place].Value != candidate.Value) continue;
            if (_events[place].CompareTo(candidate) >= 0) return false;
            _events.RemoveAt(place);
            return true;
        }

        return true;
    }

    private int PlaceOf(OrderedEvent candidate)
    {
        var (low, high) = (0, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsOutside(candidate, _events[middle])) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private bool IsOutside(OrderedEvent left, OrderedEvent right) => end == KeptEnd.First ? left.CompareTo(right) < 0 : left.CompareTo(right) > 0;
}
