using System.Text.Json.Nodes;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Values;

namespace Quern.Protocol.Explanations;

/// <summary>Single values as vectors have them.</summary>
public static class ValueJson
{
    /// <summary>A computed value; null unless it is present.</summary>
    public static JsonNode? Of(ResultColumn column, int row) => column.StatusOf(row) == FeatureStatus.Present
        ? Parse(json =>
        {
            if (column.Type.IsFixedWidth) ValueWriter.WriteBits(json, column.Type.Kind, column.Slots[row]);
            else ValueWriter.WriteEncoded(json, column.Type, column.Encoded(row));
        })
        : null;

    /// <summary>A value of a column.</summary>
    public static JsonNode? Of(Column column, int row)
    {
        if (column.IsNull(row)) return null;
        return column is TextColumn text
            ? Parse(json => ValueWriter.WriteEncoded(json, DataType.Scalar(column.Kind), text.Pool.Utf8(text.Codes[row])))
            : Parse(json => ValueWriter.WriteBits(json, column.Kind, column is Float64Column real ? BitConverter.DoubleToInt64Bits(real.Values[row]) : ((Int64Column)column).Values[row]));
    }

    /// <summary>Any value.</summary>
    public static JsonNode? Of(Value value)
    {
        if (value.IsNull) return null;
        var column = new ResultColumn(value.Type, 1);
        column.OpenWriter().Set(0, value, FeatureStatus.Present);
        return Of(column, 0);
    }

    private static JsonNode? Parse(Action<JsonBuffer> write)
    {
        var json = new JsonBuffer();
        write(json);
        return JsonNode.Parse(json.Written);
    }
}
