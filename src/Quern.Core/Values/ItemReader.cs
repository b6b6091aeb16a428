using System.Buffers.Binary;

namespace Quern.Values;

/// <summary>Reads an encoded list, ranking or histogram item by item without allocating; see <see cref="ValueCodec"/> for the form.</summary>
public ref struct ItemReader
{
    private readonly ValueKind _kind;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first item.</summary>
    public ItemReader(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        _kind = kind;
        Count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        _rest = bytes[4..];
    }

    /// <summary>How many items, or pairs, there are in all.</summary>
    public int Count { get; }

    /// <summary>Whether the next item of a list of which any may be null is; to be asked before each of its items, and no null is read.</summary>
    public bool ReadIsNull()
    {
        var isNull = _rest[0] == 0;
        _rest = _rest[1..];
        return isNull;
    }

    /// <summary>The next eight bytes: the bits of a fixed-width item, or the count of a pair.</summary>
    public long ReadInt64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[8..];
        return value;
    }

    /// <summary>The UTF-8 bytes of the next item, which is text.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        var text = _rest.Slice(4, length);
        _rest = _rest[(4 + length)..];
        return text;
    }

    /// <summary>The next item as a value.</summary>
    public Value ReadValue() => DataType.Scalar(_kind).IsFixedWidth ? Value.OfBits(_kind, ReadInt64()) : Value.OfBytes(_kind, ReadText());
}
