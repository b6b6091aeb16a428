using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>
/// An event's value with its place in the total order: time, then tie bytes. Events equal in both are equal rows; the value is compared last,
/// to the bit, only so that a state stays a function of what it saw even where a caller breaks that rule.
/// </summary>
internal readonly struct OrderedEvent(Instant time, ReadOnlyMemory<byte> tie, Value value) : IComparable<OrderedEvent>
{
    public Instant Time { get; } = time;

    public ReadOnlyMemory<byte> Tie { get; } = tie;

    public Value Value { get; } = value;

    /// <summary>The same event with tie bytes of its own, since the caller's may change.</summary>
    public OrderedEvent Owned() => new(Time, Tie.ToArray(), Value);

    public int CompareTo(OrderedEvent other)
    {
        var order = Time.CompareTo(other.Time);
        if (order == 0) order = Tie.Span.SequenceCompareTo(other.Tie.Span);
        if (order == 0) order = ValueOrder.Instance.Compare(Value, other.Value);
        return order != 0 ? order : Value.Bits.CompareTo(other.Value.Bits);
    }
}
