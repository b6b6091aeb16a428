using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>One event of a random history; histories are lists of these in their total order.</summary>
public sealed record SampleEvent(long Time, byte[] Tie, Value Value)
{
    public AggregateInput Input => new(new Instant(Time), Tie, Value);
}
