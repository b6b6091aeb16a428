using System.Buffers;
using System.Text;
using System.Text.Json;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>An event as the JSON in which it could be pushed: members named by columns.</summary>
internal static class EventJson
{
    public static string Write(EventBatch batch, int row)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            for (var i = 0; i < batch.Schema.Fields.Count; i++)
            {
                json.WritePropertyName(batch.Schema.Fields[i].Column);
                Write(json, batch.Schema.Fields[i], batch[i], row);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Field field, Column column, int row)
    {
        if (column.IsNull(row)) json.WriteNullValue();
        else if (column is TextColumn { Kind: ValueKind.Embedding } embedding) WriteEmbedding(json, embedding.Pool.Utf8(embedding.Codes[row]));
        else if (column is TextColumn text) json.WriteStringValue(text.Pool.Utf8(text.Codes[row]));
        else if (column is Float64Column real) WriteReal(json, real.Values[row]);
        else if (field.Kind == ValueKind.Boolean) json.WriteBooleanValue(((Int64Column)column).Values[row] != 0);
        else if (field.Kind == ValueKind.Timestamp) json.WriteStringValue(new Instant(((Int64Column)column).Values[row]).ToString());
        else json.WriteNumberValue(((Int64Column)column).Values[row]);
    }

    private static void WriteEmbedding(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        json.WriteStartArray();
        foreach (var number in EmbeddingBytes.Read(bytes)) WriteReal(json, number);
        json.WriteEndArray();
    }

    private static void WriteReal(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else WriteReal(json, (double)value);
    }

    // JSON has no NaN and no infinities; as text they can be looked at.
    private static void WriteReal(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
