using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class HistogramAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new HistogramAggregate(new(AggregateFunction.Histogram, Histories.Kind(random)), Bound);

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        Twins.CountsOrTooMany(aggregate, values, Bound, counts => counts);
}
