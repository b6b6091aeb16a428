using System.Runtime.InteropServices;
using System.Text;
using Quern.Protocol.Grpc.Wire;
using Quern.Time;
using Quern.Values;
using Value = Quern.Protocol.Grpc.Wire.Value;

namespace Quern.Protocol.Grpc;

/// <summary>
/// One value as a message: each kind as itself, an instant as whole seconds (digits below are floored), an embedding as a list of floats. A list of which items may be null is a list of
/// values; a ranking a list of maps with <c>value</c> and <c>count</c>; a histogram a map from the value's text to its count. A value that is not there is an empty message.
/// </summary>
internal static class GrpcValues
{
    private const string Item = "value";
    private const string Count = "count";

    /// <summary>A fixed-width scalar from its bits.</summary>
    internal static Value OfBits(ValueKind kind, long bits) => kind switch
    {
        ValueKind.Boolean => new() { BoolVal = bits != 0 },
        ValueKind.Int32 => new() { Int32Val = (int)bits },
        ValueKind.Int64 => new() { Int64Val = bits },
        ValueKind.Float32 => new() { FloatVal = (float)BitConverter.Int64BitsToDouble(bits) },
        ValueKind.Float64 => new() { DoubleVal = BitConverter.Int64BitsToDouble(bits) },
        _ => new() { UnixTimestampVal = Seconds(bits) },
    };

    /// <summary>A text from its UTF-8.</summary>
    internal static Value OfText(ReadOnlySpan<byte> utf8) => new() { StringVal = Encoding.UTF8.GetString(utf8) };

    /// <summary>A value that is not fixed-width from its encoded bytes.</summary>
    internal static Value OfEncoded(DataType type, ReadOnlySpan<byte> bytes) => type.Shape switch
    {
        DataShape.Scalar when type.Kind == ValueKind.Embedding => OfEmbedding(bytes),
        DataShape.Scalar => OfText(bytes),
        DataShape.List => OfList(type.Kind, bytes),
        DataShape.NullableList => OfNullableList(type.Kind, bytes),
        DataShape.Ranking => OfRanking(type.Kind, bytes),
        _ => OfHistogram(type.Kind, bytes),
    };

    private static Value OfEmbedding(ReadOnlySpan<byte> bytes)
    {
        var list = new FloatList();
        list.Val.AddRange(MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        return new() { FloatListVal = list };
    }

    private static Value OfList(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        if (kind == ValueKind.String) return OfTexts(items);
        var bits = new long[items.Count];
        for (var i = 0; i < bits.Length; i++) bits[i] = items.ReadInt64();
        switch (kind)
        {
            case ValueKind.Boolean: return new() { BoolListVal = new() { Val = { bits.Select(bit => bit != 0) } } };
            case ValueKind.Int32: return new() { Int32ListVal = new() { Val = { bits.Select(bit => (int)bit) } } };
            case ValueKind.Int64: return new() { Int64ListVal = new() { Val = { bits } } };
            case ValueKind.Float32: return new() { FloatListVal = new() { Val = { bits.Select(bit => (float)BitConverter.Int64BitsToDouble(bit)) } } };
            case ValueKind.Float64: return new() { DoubleListVal = new() { Val = { bits.Select(BitConverter.Int64BitsToDouble) } } };
            default: return new() { UnixTimestampListVal = new() { Val = { bits.Select(Seconds) } } };
        }
    }

    private static Value OfTexts(ItemReader items)
    {
        var list = new StringList();
        for (var i = 0; i < items.Count; i++) list.Val.Add(Encoding.UTF8.GetString(items.ReadText()));
        return new() { StringListVal = list };
    }

    private static Value OfNullableList(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        var list = new RepeatedValue();
        for (var i = 0; i < items.Count; i++) list.Val.Add(items.ReadIsNull() ? new Value() : OfItem(kind, ref items));
        return new() { ListVal = list };
    }

    private static Value OfRanking(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        var list = new MapList();
        for (var i = 0; i < items.Count; i++)
        {
            var item = OfItem(kind, ref items);
            list.Val.Add(new Map { Val = { [Item] = item, [Count] = new() { Int64Val = items.ReadInt64() } } });
        }

        return new() { MapListVal = list };
    }

    private static Value OfHistogram(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = new ItemReader(kind, bytes);
        var map = new Map();
        for (var i = 0; i < items.Count; i++)
        {
            // The same text as in JSON: an instant is written in full, for two within a second must not become one name.
            var name = kind == ValueKind.String ? Encoding.UTF8.GetString(items.ReadText()) : JsonText(kind, items.ReadInt64());
            map.Val[name] = new() { Int64Val = items.ReadInt64() };
        }

        return new() { MapVal = map };
    }

    private static Value OfItem(ValueKind kind, ref ItemReader items) => kind == ValueKind.String ? OfText(items.ReadText()) : OfBits(kind, items.ReadInt64());

    private static string JsonText(ValueKind kind, long bits)
    {
        var json = new Json.JsonBuffer();
        if (kind == ValueKind.Timestamp) json.Timestamp(bits);
        else Online.ValueWriter.WriteBits(json, kind, bits);
        return Encoding.UTF8.GetString(json.Written).Trim('"');
    }

    private static long Seconds(long microseconds) => new Instant(microseconds).Floor(new(Instant.PerSecond)).Microseconds / Instant.PerSecond;
}
