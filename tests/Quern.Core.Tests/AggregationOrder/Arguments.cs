using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>The values of a history as the lanes that a sweep reads.</summary>
internal static class Arguments
{
    public static SweepArgument Of(ValueKind? kind, List<SampleEvent> history)
    {
        if (kind is not { } some) return default;
        var column = some is ValueKind.String or ValueKind.Embedding ? new TextColumn(some, PoolWithOthers()) : Column.Create(some);
        foreach (var e in history) Append(column, e.Value);
        return column switch
        {
            TextColumn texts => new() { Codes = texts.Codes, Pool = texts.Pool, Nulls = texts.Nulls },
            Float64Column reals => new() { Float64s = reals.Values, Nulls = reals.Nulls },
            _ => new() { Int64s = ((Int64Column)column).Values, Nulls = column.Nulls },
        };
    }

    private static void Append(Column column, Value value)
    {
        if (value.IsNull) column.AppendNull();
        else if (column is TextColumn { Kind: ValueKind.Embedding } embeddings) embeddings.Append(EmbeddingBytes.Of(value.AsEmbedding().Span));
        else if (column is TextColumn texts) texts.Append(texts.Pool.Intern(value.AsText()));
        else if (column is Float64Column reals) reals.Append(value.AsDouble());
        else ((Int64Column)column).Append(value.AsInt64());
    }

    // Codes of a pool are shared with other entities: neither dense nor in the order of this history.
    private static StringPool PoolWithOthers()
    {
        var pool = new StringPool();
        foreach (var text in (string[])["other", "b", "", "\U0001F600"]) pool.Intern(text);
        return pool;
    }
}
