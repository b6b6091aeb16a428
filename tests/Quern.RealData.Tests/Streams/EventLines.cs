using System.Buffers;
using System.Text.Json;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests.Streams;

/// <summary>Rows as a client would send them: a JSON object on each line.</summary>
internal static class EventLines
{
    /// <summary>Some rows of a batch, in that order.</summary>
    public static byte[] Of(EventBatch batch, ReadOnlySpan<int> rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var field = 0; field < batch.Schema.Fields.Count; field++)
            {
                json.WritePropertyName(batch.Schema.Fields[field].Column);
                Write(json, batch[field], row);
            }

            json.WriteEndObject();
            json.Flush();
            bytes.Write("\n"u8);
            json.Reset();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>One value of a column.</summary>
    public static void Write(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsNull(row)) json.WriteNullValue();
        else if (column is TextColumn text) json.WriteStringValue(text.Pool.Utf8(text.Codes[row]));
        else if (column is Float64Column real) json.WriteNumberValue(real.Values[row]);
        else if (column.Kind == ValueKind.Timestamp) json.WriteStringValue(new Instant(((Int64Column)column).Values[row]).ToString());
        else json.WriteNumberValue(((Int64Column)column).Values[row]);
    }
}
