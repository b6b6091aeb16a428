using System.Buffers.Binary;

namespace Quern.Connectors.Redis;

/// <summary>
/// A page as it is stored: how many records there are (4 bytes), for each where its key and its value end (4 bytes each, little-endian, from the first key on), then keys and values in turn. A record is found
/// by halving, without anything being copied.
/// </summary>
internal sealed class StoredPage : IRecordPage
{
    private const int EndBytes = 8;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _data;

    private StoredPage(ReadOnlyMemory<byte> bytes, int count) => (_bytes, Count, _data) = (bytes, count, sizeof(int) + (count * EndBytes));

    public static StoredPage Empty { get; } = new(new byte[sizeof(int)], 0);

    public int Count { get; }

    /// <summary>Gets how many bytes a page takes for each record besides its key and its value.</summary>
    public static int RecordOverhead => EndBytes;

    /// <summary>A page from its bytes; null when they are not those of one.</summary>
    public static StoredPage? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < sizeof(int)) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (count < 0 || count > (bytes.Length - sizeof(int)) / EndBytes) return null;
        var page = new StoredPage(bytes, count);
        return page.IsSound() ? page : null;
    }

    /// <summary>The bytes of a page with records, which are in the order of their keys.</summary>
    public static byte[] Write(ReadOnlySpan<byte> head, IReadOnlyList<(byte[] Key, byte[] Value)> records)
    {
        var bytes = new byte[head.Length + sizeof(int) + records.Sum(record => EndBytes + record.Key.Length + record.Value.Length)];
        head.CopyTo(bytes);
        var page = bytes.AsSpan(head.Length);
        BinaryPrimitives.WriteInt32LittleEndian(page, records.Count);
        var ends = page[sizeof(int)..];
        var data = page[(sizeof(int) + (records.Count * EndBytes))..];
        var end = 0;
        for (var i = 0; i < records.Count; i++)
        {
            end = Append(data, end, records[i].Key, ends[(i * EndBytes)..]);
            end = Append(data, end, records[i].Value, ends[((i * EndBytes) + sizeof(int))..]);
        }

        return bytes;
    }

    public ReadOnlySpan<byte> Key(int index) => Data(index == 0 ? 0 : End(index - 1, ofValue: true), End(index, ofValue: false));

    public ReadOnlySpan<byte> Value(int index) => Data(End(index, ofValue: false), End(index, ofValue: true));

    private static int Append(Span<byte> data, int at, byte[] bytes, Span<byte> end)
    {
        bytes.CopyTo(data[at..]);
        BinaryPrimitives.WriteInt32LittleEndian(end, at + bytes.Length);
        return at + bytes.Length;
    }

    private bool IsSound()
    {
        var last = 0;
        for (var i = 0; i < Count; i++)
        {
            var (key, value) = (End(i, ofValue: false), End(i, ofValue: true));
            if (key < last || value < key) return false;
            last = value;
        }

        return last == _bytes.Length - _data;
    }

    private int End(int index, bool ofValue) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.Span[(sizeof(int) + (index * EndBytes) + (ofValue ? sizeof(int) : 0))..]);

    private ReadOnlySpan<byte> Data(int start, int end) => _bytes.Span[(_data + start)..(_data + end)];
}
