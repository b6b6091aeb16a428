using System.Buffers.Binary;

namespace Quern.Values;

/// <summary>
/// A row as bytes whose order is the order of rows: column by column, null before any value, numbers by value (-0.0 before 0.0, NaN last or first by its bits),
/// false before true, text by UTF-8. It breaks ties between events of one time, so comparing columns and byte order on encodings must agree.
/// </summary>
public static class RowEncoding
{
    /// <summary>Appends one value.</summary>
    public static void Append(List<byte> bytes, Column column, int row)
    {
        if (column.IsNull(row))
        {
            bytes.Add(0);
            return;
        }

        bytes.Add(1);
        switch (column)
        {
            case TextColumn text:
                AppendText(bytes, text.Pool.Utf8(text.Codes[row]));
                break;
            case Float64Column real:
                AppendWord(bytes, Sortable(real.Values[row]));
                break;
            default:
                AppendWord(bytes, ((Int64Column)column).Values[row]);
                break;
        }
    }

    /// <summary>Orders two rows by the given columns, first column first.</summary>
    public static int Compare(ReadOnlySpan<Column> columns, int left, int right)
    {
        foreach (var column in columns)
        {
            var order = Compare(column, left, right);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Orders two rows by one column.</summary>
    public static int Compare(Column column, int left, int right)
    {
        if (column.HasNulls && (column.IsNull(left) || column.IsNull(right))) return column.IsNull(right).CompareTo(column.IsNull(left));
        return column switch
        {
            TextColumn text => text.Pool.Compare(text.Codes[left], text.Codes[right]),
            Float64Column real => Sortable(real.Values[left]).CompareTo(Sortable(real.Values[right])),
            _ => ((Int64Column)column).Values[left].CompareTo(((Int64Column)column).Values[right]),
        };
    }

    // The bits of a double as a whole number of the same order.
    private static long Sortable(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits < 0 ? bits ^ long.MaxValue : bits;
    }

    private static void AppendWord(List<byte> bytes, long value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(word, value ^ long.MinValue);
        bytes.AddRange(word);
    }

    // Zero is escaped, so that the end of a text sorts before any continuation of it.
    private static void AppendText(List<byte> bytes, ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            bytes.Add(b);
            if (b == 0) bytes.Add(255);
        }

        bytes.Add(0);
        bytes.Add(0);
    }
}
