using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class FirstNAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) =>
        new FirstNAggregate(new(AggregateFunction.FirstN, Histories.Kind(random)) { N = random.Next(1, 8) });

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t) =>
        AggregateResult.Of(Value.List(aggregate.ResultType.Kind, [.. values.Take(aggregate.Spec.N)]));
}
