using System.Buffers.Binary;
using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>Items of a list, ranking or histogram in the form of <see cref="ValueCodec"/>, in a buffer that is used row after row.</summary>
internal sealed class EncodedItems
{
    private const int Header = 4;

    private byte[] _bytes = new byte[256];
    private int _used = Header;
    private int _count;

    /// <summary>Appends a fixed-width item.</summary>
    public void AppendBits(long bits)
    {
        AppendWord(bits);
        _count++;
    }

    /// <summary>Appends a text.</summary>
    public void AppendText(ReadOnlySpan<byte> utf8)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(4), utf8.Length);
        utf8.CopyTo(Room(utf8.Length));
        _count++;
    }

    /// <summary>Says of the next item of a list that may have nulls whether it is there; one that is not needs no more.</summary>
    public void AppendIsThere(bool isThere)
    {
        Room(1)[0] = isThere ? (byte)1 : (byte)0;
        if (!isThere) _count++;
    }

    /// <summary>Appends how often the item before occurs.</summary>
    public void AppendFrequency(long frequency) => AppendWord(frequency);

    /// <summary>Writes what was appended as one row's value, and starts anew.</summary>
    public void Flush(int ordinal, ResultWriter output)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _count);
        output.SetEncoded(ordinal, _bytes.AsSpan(0, _used));
        (_used, _count) = (Header, 0);
    }

    private void AppendWord(long word) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), word);

    private Span<byte> Room(int length)
    {
        var start = _used;
        _used += length;
        if (_used > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_used, _bytes.Length * 2));
        return _bytes.AsSpan(start, length);
    }
}
