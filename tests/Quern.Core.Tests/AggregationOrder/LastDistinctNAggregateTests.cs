using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class LastDistinctNAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new LastDistinctNAggregate(new(AggregateFunction.LastDistinctN, Histories.Kind(random)) { N = random.Next(1, 8) });

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        AggregateResult.Of(Value.List(aggregate.ResultType.Kind, [.. values.Reverse().Select(Twins.Counted).Distinct().Take(aggregate.Spec.N)]));
}
