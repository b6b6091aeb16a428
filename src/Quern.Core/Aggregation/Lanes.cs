using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Which lane an aggregate's argument is in.</summary>
internal static class Lanes
{
    /// <summary>Whether the argument is embeddings.</summary>
    public static bool IsEmbedding(AggregateSpec spec) => spec.Argument == ValueKind.Embedding;

    /// <summary>Whether the argument is in the lane of reals; otherwise it is in that of whole numbers, or bytes, or there is none.</summary>
    public static bool IsReal(AggregateSpec spec) => spec.Argument is ValueKind.Float32 or ValueKind.Float64;
}
