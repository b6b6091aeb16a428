using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>The latest row of an attribute view, in a form that is read in place.</summary>
/// <remarks>
/// Little-endian: checksum of all that follows (4), where ties begin (4), event time (8), known-at (8), null bits, padded to 8 bytes; for each attribute 8 bytes: its bits, or
/// for text where it begins (4) and how long it is (4); the texts; then event key and row, encoded, for the order among rows of one time.
/// </remarks>
internal readonly ref struct LatestRow
{
    private const int HeaderLength = 24;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ulong> _nulls;
    private readonly ReadOnlySpan<long> _slots;

    public LatestRow(ReadOnlySpan<byte> bytes, int attributes, string view)
    {
        RecordChecksum.Check(bytes, view);
        _bytes = bytes;
        var slots = HeaderLength + NullBytes(attributes);
        if (bytes.Length < slots + (8 * attributes)) throw RecordChecksum.Damaged(view);
        _nulls = MemoryMarshal.Cast<byte, ulong>(bytes[HeaderLength..slots]);
        _slots = MemoryMarshal.Cast<byte, long>(bytes.Slice(slots, 8 * attributes));
    }

    public long EventTime => BinaryPrimitives.ReadInt64LittleEndian(_bytes[8..]);

    public long KnownAt => BinaryPrimitives.ReadInt64LittleEndian(_bytes[16..]);

    public ReadOnlySpan<byte> Tie => _bytes[BinaryPrimitives.ReadInt32LittleEndian(_bytes[4..])..];

    public bool HasNulls => _nulls.ContainsAnyExcept(0UL);

    public bool IsNull(int attribute) => (_nulls[attribute >> 6] >> (attribute & 63) & 1) != 0;

    public ReadOnlySpan<long> AllBits => _slots;

    public long Bits(int attribute) => _slots[attribute];

    public ReadOnlySpan<byte> Text(int attribute) => _bytes.Slice(unchecked((int)_slots[attribute]), (int)(_slots[attribute] >> 32));

    /// <summary>Writes a row over what is in <paramref name="bytes"/>.</summary>
    public static void Write(List<byte> bytes, EntityRows rows, int row)
    {
        var attributes = rows.Columns.Count;
        var slots = HeaderLength + NullBytes(attributes);
        bytes.Clear();
        CollectionsMarshal.SetCount(bytes, slots + (8 * attributes));
        CollectionsMarshal.AsSpan(bytes).Clear();
        for (var i = 0; i < attributes; i++)
        {
            var column = rows.Columns[i];
            if (column.IsNull(row)) bytes[HeaderLength + (i >> 3)] |= (byte)(1 << (i & 7));
            else WriteSlot(bytes, slots + (8 * i), column, row);
        }

        var tie = bytes.Count;
        bytes.AddRange(rows.Tie(row).Span);
        var span = CollectionsMarshal.AsSpan(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], tie);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], rows.Times[row]);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], rows.KnownAt[row]);
        BinaryPrimitives.WriteUInt32LittleEndian(span, RecordChecksum.Of(span[4..]));
    }

    private static void WriteSlot(List<byte> bytes, int slot, Column column, int row)
    {
        if (column is TextColumn text)
        {
            var utf8 = text.Pool.Utf8(text.Codes[row]);
            var start = bytes.Count;
            bytes.AddRange(utf8);
            BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(bytes)[slot..], start);
            BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(bytes)[(slot + 4)..], utf8.Length);
            return;
        }

        var bits = column is Float64Column real ? BitConverter.DoubleToInt64Bits(real.Values[row]) : ((Int64Column)column).Values[row];
        BinaryPrimitives.WriteInt64LittleEndian(CollectionsMarshal.AsSpan(bytes)[slot..], bits);
    }

    private static int NullBytes(int attributes) => (attributes + 63) / 64 * 8;
}
