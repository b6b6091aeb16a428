using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Embeddings;

/// <summary>An <see cref="EmbeddingMean"/> as the state of an aggregate.</summary>
internal sealed class EmbeddingMeanState : AggregateState
{
    private readonly EmbeddingMean _mean = new();

    public override void Add(in AggregateInput input)
    {
        if (!input.Argument.IsNull) _mean.Add(EmbeddingBytes.Of(input.Argument.AsEmbedding().Span));
    }

    public override void Merge(AggregateState other) => _mean.Merge(((EmbeddingMeanState)other)._mean);

    public override AggregateResult Result(Instant t)
    {
        var mean = new float[_mean.Dimensions];
        var status = _mean.Result(mean);
        return new(status == FeatureStatus.Present ? Value.Of(mean) : Value.Null, status);
    }

    public override void Write(List<byte> bytes) => _mean.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _mean.MergeFrom(ref bytes);
}
