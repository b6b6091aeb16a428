using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>A value as JSON has it: numbers, text, truth, instants as RFC 3339, lists as arrays, counts as pairs.</summary>
internal static class JsonValue
{
    public static object? Of(Value value)
    {
        if (value.IsNull) return null;
        return value.Type.Shape switch
        {
            DataShape.List or DataShape.NullableList => value.AsList().Select(Of).ToArray(),
            DataShape.Ranking or DataShape.Histogram => value.AsCounts().Select(pair => new { value = Of(pair.Key), count = pair.Value }).ToArray(),
            _ => Scalar(value),
        };
    }

    private static object Scalar(Value value) => value.Type.Kind switch
    {
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Float32 => (float)value.AsDouble(),
        ValueKind.Float64 => value.AsDouble(),
        ValueKind.String => value.AsText(),
        ValueKind.Embedding => value.AsEmbedding().ToArray(),
        ValueKind.Timestamp => value.ToString(),
        _ => value.AsInt64(),
    };
}
