using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class TopKAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new TopKAggregate(new(AggregateFunction.TopK, Histories.Kind(random)) { N = random.Next(1, 8) }, Bound);

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        Twins.CountsOrTooMany(aggregate, values, Bound, counts => counts.OrderByDescending(pair => pair.Value).Take(aggregate.Spec.N));
}
