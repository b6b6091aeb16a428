using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class FirstAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new FirstAggregate(new(AggregateFunction.First, Histories.KindOrEmbedding(random)));

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        AggregateResult.Of(values.Count == 0 ? Value.Null : values[0]);
}
