using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>One event as one aggregate sees it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Tie">What orders it among events of the same time: its event key, then its row, encoded; compared byte by byte. Empty where no aggregate of the view needs an order.</param>
/// <param name="Argument">The argument's value, null or not; <see cref="Value.Null"/> for an aggregate without argument.</param>
public readonly record struct AggregateInput(Instant Time, ReadOnlyMemory<byte> Tie, Value Argument);
