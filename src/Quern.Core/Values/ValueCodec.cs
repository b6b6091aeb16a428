using System.Buffers.Binary;
using System.Text;

namespace Quern.Values;

/// <summary>
/// Values as bytes, one form for each value. A fixed-width scalar is its 8 bits-bytes, little-endian; text is its UTF-8, an embedding its numbers, 4 bytes each; a list is an item count (4 bytes) and
/// the items, a ranking or histogram a pair count and the pairs (value, then 8 bytes of count). Inside a list, a text has its length (4 bytes) before it. In a list of which any item may be null, before
/// each stands a byte: 1, or 0 for null, and then nothing more.
/// Null is not encoded here: who stores a value stores beside it whether it is there.
/// </summary>
public static class ValueCodec
{
    /// <summary>Appends the bytes of a value that is not null.</summary>
    public static void Encode(Value value, List<byte> bytes)
    {
        switch (value.Type.Shape)
        {
            case DataShape.Scalar when value.Type.Kind == ValueKind.String:
                bytes.AddRange(Encoding.UTF8.GetBytes(value.AsText()));
                break;
            case DataShape.Scalar when value.Type.Kind == ValueKind.Embedding:
                bytes.AddRange(EmbeddingBytes.Of(value.AsEmbedding().Span));
                break;
            case DataShape.Scalar:
                LittleEndian.AppendInt64(bytes, value.Bits);
                break;
            case DataShape.List:
                LittleEndian.AppendInt32(bytes, value.AsList().Count);
                foreach (var item in value.AsList()) EncodeItem(item, bytes);
                break;
            case DataShape.NullableList:
                LittleEndian.AppendInt32(bytes, value.AsList().Count);
                foreach (var item in value.AsList()) EncodeNullable(item, bytes);
                break;
            default:
                LittleEndian.AppendInt32(bytes, value.AsCounts().Count);
                foreach (var (item, count) in value.AsCounts())
                {
                    EncodeItem(item, bytes);
                    LittleEndian.AppendInt64(bytes, count);
                }

                break;
        }
    }

    /// <summary>The value that <see cref="Encode"/> wrote.</summary>
    public static Value Decode(DataType type, ReadOnlySpan<byte> bytes)
    {
        if (type.IsFixedWidth) return Value.OfBits(type.Kind, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        if (type.Shape == DataShape.Scalar) return Value.OfBytes(type.Kind, bytes);
        var reader = new ItemReader(type.Kind, bytes);
        if (type.Shape == DataShape.List)
        {
            var items = new Value[reader.Count];
            for (var i = 0; i < items.Length; i++) items[i] = reader.ReadValue();
            return Value.List(type.Kind, items);
        }

        if (type.Shape == DataShape.NullableList)
        {
            var items = new Value[reader.Count];
            for (var i = 0; i < items.Length; i++) items[i] = reader.ReadIsNull() ? Value.Null : reader.ReadValue();
            return Value.NullableList(type.Kind, items);
        }

        var counts = new KeyValuePair<Value, long>[reader.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            var item = reader.ReadValue();
            counts[i] = new(item, reader.ReadInt64());
        }

        return Value.Counts(type.Shape, type.Kind, counts);
    }

    private static void EncodeNullable(Value item, List<byte> bytes)
    {
        bytes.Add(item.IsNull ? (byte)0 : (byte)1);
        if (!item.IsNull) EncodeItem(item, bytes);
    }

    /// <summary>Appends a value that stands between others: of a text or an embedding its length (4 bytes) and its bytes, of all else its bits (8 bytes).</summary>
    internal static void EncodeItem(Value item, List<byte> bytes)
    {
        if (item.Type.IsFixedWidth)
        {
            LittleEndian.AppendInt64(bytes, item.Bits);
            return;
        }

        var value = item.Type.Kind == ValueKind.Embedding ? EmbeddingBytes.Of(item.AsEmbedding().Span) : Encoding.UTF8.GetBytes(item.AsText());
        LittleEndian.AppendInt32(bytes, value.Length);
        bytes.AddRange(value);
    }
}
