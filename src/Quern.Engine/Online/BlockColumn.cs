using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// One column of rows as bytes, each value found by its row. A first byte says how; then, where any value is null, null bits. Text: where each ends (4 each) and the texts. All else are
/// whole numbers: the least of them (8), then of each what it is beyond that, in as many bytes as the largest needs (frame of reference; Goldstein, Ramakrishnan and Shaft 1998). Reals
/// that are decimals of few digits are kept as whole numbers of those, others as their bits. Little-endian.
/// </summary>
internal readonly ref struct BlockColumn
{
    // The first byte: width of a number in bytes (4 bits), one more than the number of decimal digits, or 0 (3 bits), whether there are nulls (1 bit).
    private const int Width = 0x0F;
    private const int Digits = 4;
    private const int Nulls = 0x80;
    private const int MostOnStack = 256;
    private readonly ReadOnlySpan<byte> _nulls;
    private readonly ReadOnlySpan<byte> _values;
    private readonly int _count;
    private readonly int _width;
    private readonly double _scale;
    private readonly ulong _mask;
    private readonly long _least;

    /// <summary>The column at the start of some bytes.</summary>
    public BlockColumn(ReadOnlySpan<byte> bytes, ValueKind kind, int count)
    {
        var form = bytes[0];
        var nulls = (form & Nulls) != 0 ? NullBytes(count) : 0;
        _nulls = bytes.Slice(1, nulls);
        _values = bytes[(1 + nulls)..];
        _count = count;
        if (!DataType.Scalar(kind).IsFixedWidth) return;
        _width = form & Width;
        _mask = _width == 8 ? ulong.MaxValue : (1UL << (8 * _width)) - 1;
        _scale = DecimalReals.ScaleOf(((form & ~Nulls) >> Digits) - 1);
        _least = BinaryPrimitives.ReadInt64LittleEndian(_values);
        _values = _values[8..];
    }

    public bool IsNull(int row) => !_nulls.IsEmpty && (_nulls[row >> 3] & (1 << (row & 7))) != 0;

    public long Bits(int row)
    {
        var number = unchecked(_least + (long)Beyond(row * _width));
        return _scale == 0 ? number : BitConverter.DoubleToInt64Bits(number / _scale);
    }

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

    /// <summary>How many bytes the column at the start of <paramref name="bytes"/> has.</summary>
    public static int SizeOf(ReadOnlySpan<byte> bytes, ValueKind kind, int count)
    {
        var start = 1 + ((bytes[0] & Nulls) != 0 ? NullBytes(count) : 0);
        if (DataType.Scalar(kind).IsFixedWidth) return start + 8 + (count * (bytes[0] & Width));
        var ends = start + (4 * count);
        return ends + (count == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes[(ends - 4)..]));
    }

    /// <summary>Appends the bytes of some rows of a column.</summary>
    public static void Write(List<byte> bytes, Column column, int start, int end)
    {
        var (form, first) = (0, bytes.Count);
        bytes.Add(0);
        var nulls = HasNulls(column, start, end) ? column : null;
        if (nulls is not null)
        {
            form = Nulls;
            WriteNulls(bytes, column, start, end);
        }

        switch (column)
        {
            case TextColumn text:
                WriteTexts(bytes, text, start, end);
                break;
            case Float64Column real:
                Span<long> numbers = end - start <= MostOnStack ? stackalloc long[end - start] : new long[end - start];
                form |= (DecimalReals.Read(real, start, end, numbers) + 1) << Digits;
                form |= WriteNumbers(bytes, numbers, nulls, start);
                break;
            default:
                form |= WriteNumbers(bytes, ((Int64Column)column).Values[start..end], nulls, start);
                break;
        }

        bytes[first] = (byte)form;
    }

    /// <summary>Appends the bytes of numbers of which none is null.</summary>
    public static void Write(List<byte> bytes, ReadOnlySpan<long> numbers)
    {
        var first = bytes.Count;
        bytes.Add(0);
        bytes[first] = (byte)WriteNumbers(bytes, numbers, null, 0);
    }

    private static int NullBytes(int count) => (count + 7) / 8;

    private static bool HasNulls(Column column, int start, int end)
    {
        for (var row = start; row < end; row++)
            if (column.IsNull(row))
                return true;
        return false;
    }

    private static void WriteNulls(List<byte> bytes, Column column, int start, int end)
    {
        for (var row = start; row < end; row += 8)
        {
            byte nulls = 0;
            for (var bit = 0; bit < 8 && row + bit < end; bit++)
                if (column.IsNull(row + bit))
                    nulls |= (byte)(1 << bit);
            bytes.Add(nulls);
        }
    }

    private static void WriteTexts(List<byte> bytes, TextColumn text, int start, int end)
    {
        var total = 0;
        for (var row = start; row < end; row++) LittleEndian.AppendInt32(bytes, total += text.IsNull(row) ? 0 : text.Pool.Utf8(text.Codes[row]).Length);
        for (var row = start; row < end; row++)
            if (!text.IsNull(row))
                bytes.AddRange(text.Pool.Utf8(text.Codes[row]));
    }

    // What a null row has in the numbers means nothing, and must not make the others wide.
    private static int WriteNumbers(List<byte> bytes, ReadOnlySpan<long> numbers, Column? nulls, int start)
    {
        var (least, greatest) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < numbers.Length; i++)
            if (nulls?.IsNull(start + i) != true)
                (least, greatest) = (Math.Min(least, numbers[i]), Math.Max(greatest, numbers[i]));
        if (least > greatest) (least, greatest) = (0, 0);
        var width = (71 - BitOperations.LeadingZeroCount(unchecked((ulong)(greatest - least)))) / 8;
        LittleEndian.AppendInt64(bytes, least);

        // Each is written whole, and the next over what is too much of it.
        var (first, length) = (bytes.Count, width * numbers.Length);
        CollectionsMarshal.SetCount(bytes, first + length + sizeof(long));
        var target = CollectionsMarshal.AsSpan(bytes)[first..];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(target[(i * width)..], nulls?.IsNull(start + i) == true ? 0 : unchecked(numbers[i] - least));
        CollectionsMarshal.SetCount(bytes, first + length);
        return width;
    }

    // Eight bytes at once where there are as many, whatever they belong to.
    private ulong Beyond(int at)
    {
        if (at + sizeof(ulong) <= _values.Length) return BinaryPrimitives.ReadUInt64LittleEndian(_values[at..]) & _mask;
        var number = 0UL;
        for (var i = _width - 1; i >= 0; i--) number = (number << 8) | _values[at + i];
        return number;
    }
}
