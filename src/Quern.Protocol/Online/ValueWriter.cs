using System.Runtime.InteropServices;
using Quern.Protocol.Json;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>
/// One value as JSON, as Feast encodes it: numbers as numbers, a real of 32 bits as the double that it equals, an instant as whole seconds (digits below are floored), a list or an
/// embedding as an array. What Feast has no word for: a ranking is an array of <c>{"value": ..., "count": ...}</c>, a histogram an object from the value's text to its count.
/// </summary>
internal static class ValueWriter
{
    /// <summary>Writes a fixed-width scalar from its bits.</summary>
    internal static void WriteBits(JsonBuffer json, ValueKind kind, long bits)
    {
        switch (kind)
        {
            case ValueKind.Boolean:
                json.Raw(bits != 0 ? "true"u8 : "false"u8);
                break;
            case ValueKind.Float32 or ValueKind.Float64:
                json.Double(BitConverter.Int64BitsToDouble(bits));
                break;
            case ValueKind.Timestamp:
                json.Int64(new Instant(bits).Floor(new(Instant.PerSecond)).Microseconds / Instant.PerSecond);
                break;
            default:
                json.Int64(bits);
                break;
        }
    }

    /// <summary>Writes a value that is not fixed-width from its encoded bytes.</summary>
    internal static void WriteEncoded(JsonBuffer json, DataType type, ReadOnlySpan<byte> bytes)
    {
        switch (type.Shape)
        {
            case DataShape.Scalar when type.Kind == ValueKind.Embedding:
                WriteEmbedding(json, bytes);
                break;
            case DataShape.Scalar:
                json.Text(bytes);
                break;
            case DataShape.List:
                WriteList(json, type.Kind, bytes);
                break;
            case DataShape.NullableList:
                WriteNullableList(json, type.Kind, bytes);
                break;
            case DataShape.Ranking:
                WriteRanking(json, type.Kind, bytes);
                break;
            default:
                WriteHistogram(json, type.Kind, bytes);
                break;
        }
    }

    private static void WriteEmbedding(JsonBuffer json, ReadOnlySpan<byte> bytes)
    {
        json.Raw((byte)'[');
        foreach (var number in MemoryMarshal.Cast<byte, float>(bytes))
        {
            json.Double(number);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    private static void WriteList(JsonBuffer json, ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            WriteItem(json, kind, ref items);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    private static void WriteNullableList(JsonBuffer json, ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (items.ReadIsNull()) json.Raw("null"u8);
            else WriteItem(json, kind, ref items);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    private static void WriteRanking(JsonBuffer json, ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            json.Raw("{\"value\":"u8);
            WriteItem(json, kind, ref items);
            json.Raw(",\"count\":"u8);
            json.Int64(items.ReadInt64());
            json.Raw("},"u8);
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    private static void WriteHistogram(JsonBuffer json, ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        json.Raw((byte)'{');
        for (var i = 0; i < items.Count; i++)
        {
            WriteName(json, kind, ref items);
            json.Raw((byte)':');
            json.Int64(items.ReadInt64());
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)'}');
    }

    private static void WriteItem(JsonBuffer json, ValueKind kind, ref ItemReader items)
    {
        if (kind == ValueKind.String) json.Text(items.ReadText());
        else WriteBits(json, kind, items.ReadInt64());
    }

    // A name must be text. An instant is written in full: two of them within a second must not become one name.
    private static void WriteName(JsonBuffer json, ValueKind kind, ref ItemReader items)
    {
        switch (kind)
        {
            case ValueKind.String:
                json.Text(items.ReadText());
                break;
            case ValueKind.Timestamp:
                json.Timestamp(items.ReadInt64());
                break;
            default:
                json.Raw((byte)'"');
                WriteBits(json, kind, items.ReadInt64());
                json.Raw((byte)'"');
                break;
        }
    }
}
