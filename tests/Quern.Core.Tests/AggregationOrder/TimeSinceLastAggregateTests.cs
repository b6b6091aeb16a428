using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class TimeSinceLastAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new TimeSinceLastAggregate(new(AggregateFunction.TimeSinceLast, random.Next(3) == 0 ? null : Histories.Kind(random)));

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        AggregateResult.Of(events.LastOrDefault(e => aggregate.Spec.Argument is null || !e.Value.IsNull) is { } found
            ? Value.Of((t - found.Time) / 1e6)
            : Value.Null);
}
