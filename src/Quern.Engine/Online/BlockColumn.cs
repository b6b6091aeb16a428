using System.Buffers.Binary;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>One column of a block's rows; see <see cref="BlockRows"/> for the form.</summary>
internal readonly ref struct BlockColumn
{
    private readonly ReadOnlySpan<byte> _nulls;
    private readonly ReadOnlySpan<byte> _values;
    private readonly int _count;

    public BlockColumn(ReadOnlySpan<byte> bytes, int nullBytes, int count)
    {
        _nulls = bytes[..nullBytes];
        _values = bytes[nullBytes..];
        _count = count;
    }

    public bool IsNull(int row) => (_nulls[row >> 3] & (1 << (row & 7))) != 0;

    public long Bits(int row) => BinaryPrimitives.ReadInt64LittleEndian(_values[(8 * row)..]);

    public ReadOnlySpan<byte> Text(int row)
    {
        var start = row == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_values[(4 * (row - 1))..]);
        var end = BinaryPrimitives.ReadInt32LittleEndian(_values[(4 * row)..]);
        return _values[((4 * _count) + start)..((4 * _count) + end)];
    }

    /// <summary>Appends some rows to a column.</summary>
    public void AppendTo(Column target, int start, int stop)
    {
        for (var row = start; row < stop; row++)
        {
            if (IsNull(row)) target.AppendNull();
            else if (target is TextColumn text) text.Append(Text(row));
            else if (target is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(Bits(row)));
            else ((Int64Column)target).Append(Bits(row));
        }
    }

    public static int NullBytes(int count) => (count + 7) / 8;

    /// <summary>How many bytes the column at the start of <paramref name="bytes"/> has.</summary>
    public static int SizeOf(ReadOnlySpan<byte> bytes, ValueKind kind, int count)
    {
        if (DataType.Scalar(kind).IsFixedWidth) return NullBytes(count) + (8 * count);
        var ends = NullBytes(count) + (4 * count);
        return ends + (count == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes[(ends - 4)..]));
    }

    /// <summary>Appends the bytes of some rows of a column.</summary>
    public static void Write(List<byte> bytes, Column column, int start, int end)
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
                for (var row = start; row < end; row++) LittleEndian.AppendInt32(bytes, total += text.IsNull(row) ? 0 : text.Pool.Utf8(text.Codes[row]).Length);
                for (var row = start; row < end; row++)
                    if (!text.IsNull(row))
                        bytes.AddRange(text.Pool.Utf8(text.Codes[row]));
                break;
            case Float64Column real:
                for (var row = start; row < end; row++) LittleEndian.AppendInt64(bytes, real.IsNull(row) ? 0 : BitConverter.DoubleToInt64Bits(real.Values[row]));
                break;
            default:
                var whole = (Int64Column)column;
                for (var row = start; row < end; row++) LittleEndian.AppendInt64(bytes, whole.IsNull(row) ? 0 : whole.Values[row]);
                break;
        }
    }
}
