using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class MeanOfLastNAggregateTests : AggregateContract
{
    private static readonly ValueKind[] Kinds = [ValueKind.Boolean, ValueKind.Int32, ValueKind.Int64, ValueKind.Float32, ValueKind.Float64, ValueKind.Embedding];

    private protected override Aggregate Make(Random random) =>
        new MeanOfLastNAggregate(new(AggregateFunction.MeanOfLastN, Kinds[random.Next(Kinds.Length)]) { N = random.Next(1, 8) });

    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t)
    {
        var mean = new MeanAggregate(new(AggregateFunction.Mean, aggregate.Spec.Argument)).NewState();
        foreach (var value in values.Reverse().Take(aggregate.Spec.N)) mean.Add(new(default, default, value));
        return mean.Result(new Instant(t));
    }
}
