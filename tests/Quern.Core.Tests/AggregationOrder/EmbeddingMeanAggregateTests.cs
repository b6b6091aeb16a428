using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class EmbeddingMeanAggregateTests : AggregateContract
{
    private protected override Aggregate Make(Random random) => new MeanAggregate(new(AggregateFunction.Mean, ValueKind.Embedding));

    // Element by element the mean of reals, rounded to 32 bits.
    private protected override AggregateResult Twin(Aggregate aggregate, IReadOnlyList<SampleEvent> events, IReadOnlyList<Value> values, long t)
    {
        if (values.Count == 0) return AggregateResult.Of(Value.Null);
        var mean = new float[values[0].AsEmbedding().Length];
        for (var element = 0; element < mean.Length; element++)
        {
            var state = new MeanAggregate(new(AggregateFunction.Mean, ValueKind.Float32)).NewState();
            foreach (var value in values) state.Add(new(default, default, Value.Of(value.AsEmbedding().Span[element])));
            var result = state.Result(new Instant(t));
            if (result.Value.IsNull) return result;
            mean[element] = (float)result.Value.AsDouble();
        }

        return AggregateResult.Of(Value.Of(mean));
    }
}
