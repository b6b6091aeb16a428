using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// The rows of a block as bytes, column by column: times (8 each); for each column null bits, then 8 bytes a value, or for text where each ends (4) and the texts;
/// then, where the view needs an order, where each row's tie ends (4) and the ties. Little-endian.
/// </summary>
internal readonly ref struct BlockRows
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ValueKind> _kinds;

    public BlockRows(ReadOnlySpan<byte> bytes, int count, ReadOnlySpan<ValueKind> kinds)
    {
        _bytes = bytes;
        _kinds = kinds;
        Times = MemoryMarshal.Cast<byte, long>(bytes[..(8 * count)]);
    }

    public ReadOnlySpan<long> Times { get; }

    private int NullBytes => (Times.Length + 7) / 8;

    /// <summary>One column.</summary>
    public BlockColumn Column(int column)
    {
        var rest = _bytes[(8 * Times.Length)..];
        for (var i = 0; i < column; i++) rest = rest[SizeOf(rest, _kinds[i])..];
        return new(rest, NullBytes, Times.Length);
    }

    /// <summary>What breaks ties, as texts are held; only where they were written.</summary>
    public BlockColumn Ties()
    {
        var rest = _bytes[(8 * Times.Length)..];
        foreach (var kind in _kinds) rest = rest[SizeOf(rest, kind)..];
        return new(rest, 0, Times.Length);
    }

    public static void Write(List<byte> bytes, EntityRows rows, int start, int end, bool ties)
    {
        bytes.AddRange(MemoryMarshal.AsBytes(rows.Times[start..end]));
        foreach (var column in rows.Columns) WriteColumn(bytes, column, start, end);
        if (!ties) return;
        var total = 0;
        for (var row = start; row < end; row++) AppendInt32(bytes, total += rows.Tie(row).Length);
        for (var row = start; row < end; row++) bytes.AddRange(rows.Tie(row).Span);
    }

    private static void WriteColumn(List<byte> bytes, Column column, int start, int end)
    {
        for (var row = start; row < end; row += 8)
        {
            byte nulls = 0;
            for (var bit = 0; bit < 8 && row + bit < end; bit++)
                if (column.IsNull(row + bit))
                    nulls |= (byte)(1 << bit);
            bytes.Add(nulls);
        }

        switch (column)
        {
            case TextColumn text:
                var total = 0;
                for (var row = start; row < end; row++) AppendInt32(bytes, total += text.IsNull(row) ? 0 : text.Pool.Utf8(text.Codes[row]).Length);
                for (var row = start; row < end; row++)
                    if (!text.IsNull(row))
                        bytes.AddRange(text.Pool.Utf8(text.Codes[row]));
                break;
            case Float64Column real:
                for (var row = start; row < end; row++) AppendInt64(bytes, real.IsNull(row) ? 0 : BitConverter.DoubleToInt64Bits(real.Values[row]));
                break;
            default:
                var whole = (Int64Column)column;
                for (var row = start; row < end; row++) AppendInt64(bytes, whole.IsNull(row) ? 0 : whole.Values[row]);
                break;
        }
    }

    private int SizeOf(ReadOnlySpan<byte> column, ValueKind kind)
    {
        if (kind != ValueKind.String) return NullBytes + (8 * Times.Length);
        var ends = NullBytes + (4 * Times.Length);
        return ends + (Times.Length == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(column[(ends - 4)..]));
    }

    private static void AppendInt32(List<byte> bytes, int value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }

    private static void AppendInt64(List<byte> bytes, long value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        bytes.AddRange(word);
    }
}
