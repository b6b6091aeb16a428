using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>The order of scalars of one kind: numbers, instants and truth values by <see cref="SortableKey"/>, text by its UTF-8 bytes, embeddings by theirs.</summary>
internal sealed class ValueOrder : IComparer<Value>
{
    public static readonly ValueOrder Instance = new();

    private ValueOrder()
    {
    }

    /// <summary>The one value that stands for all that count as the same.</summary>
    public static Value Canonical(Value value)
    {
        var kind = value.Type.Kind;
        return SortableKey.IsReal(kind) ? Value.OfBits(kind, SortableKey.Bits(kind, SortableKey.Of(kind, value.Bits))) : value;
    }

    public int Compare(Value left, Value right)
    {
        var kind = left.Type.Kind;
        if (kind == ValueKind.Embedding) return EmbeddingBytes.Of(left.AsEmbedding().Span).SequenceCompareTo(EmbeddingBytes.Of(right.AsEmbedding().Span));
        return kind == ValueKind.String
            ? CompareText(left.AsText(), right.AsText())
            : SortableKey.Of(kind, left.Bits).CompareTo(SortableKey.Of(kind, right.Bits));
    }

    private static int CompareText(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
        return Utf8Rank(left[common]).CompareTo(Utf8Rank(right[common]));
    }

    // UTF-16 and UTF-8 order differ in one thing: surrogates stand for code points above all others.
    private static int Utf8Rank(char c) => char.IsSurrogate(c) ? c + 0x1_0000 : c;
}
