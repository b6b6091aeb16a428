using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quern.Stores.DuckDb;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>Reads values and statuses, as <see cref="ResultVector"/> writes them, out of DuckDB's vectors.</summary>
internal static class ValueReader
{
    private static readonly Dictionary<string, FeatureStatus> Statuses = Enum.GetValues<FeatureStatus>().ToDictionary(ResultVector.StatusText, StringComparer.Ordinal);

    /// <summary>Writes the value of a row as the result of a place.</summary>
    /// <returns>Whether the row has one: a row of a version without the feature has no status.</returns>
    public static bool Read(DataType type, DataVector values, DataVector statuses, int row, ResultWriter output, int place)
    {
        if (!statuses.IsValid(row) || !Statuses.TryGetValue(System.Text.Encoding.UTF8.GetString(statuses.Text(row)), out var status)) return false;
        if (!status.HasValue())
        {
            output.SetNull(place, status);
            return true;
        }

        if (type.IsFixedWidth) output.SetBits(place, Bits(type.Kind, values, row));
        else output.SetEncoded(place, Encoded(type, values, row));
        output.Mark(place, status);
        return true;
    }

    /// <summary>Writes a value that has no status, or null, as the result of a place.</summary>
    public static void Read(DataType type, DataVector values, int row, ResultWriter output, int place)
    {
        if (!values.IsValid(row)) output.SetNull(place, FeatureStatus.NullValue);
        else if (type.IsFixedWidth) output.SetBits(place, Bits(type.Kind, values, row));
        else output.SetEncoded(place, Encoded(type, values, row));
    }

    /// <summary>Appends a row's key to a column of its kind.</summary>
    public static void Append(Column column, DataVector values, int row)
    {
        if (!values.IsValid(row)) column.AppendNull();
        else if (column is TextColumn text) text.Append(values.Text(row));
        else ((Int64Column)column).Append(Bits(column.Kind, values, row));
    }

    /// <summary>The values of a chunk's rows; those that are no scalars as their encoded bytes, in a column of text.</summary>
    public static Column Column(DataType type, DataVector values, int rows)
    {
        var column = type.Shape == DataShape.Scalar ? Values.Column.Create(type.Kind) : new TextColumn(new StringPool());
        for (var row = 0; row < rows; row++)
            if (!values.IsValid(row)) column.AppendNull();
            else if (column is TextColumn text) text.Append(Encoded(type, values, row));
            else if (column is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(Bits(type.Kind, values, row)));
            else ((Int64Column)column).Append(Bits(type.Kind, values, row));
        return column;
    }

    private static long Bits(ValueKind kind, DataVector values, int row) => kind switch
    {
        ValueKind.Boolean => values.Values<byte>()[row] & 1,
        ValueKind.Int32 => values.Values<int>()[row],
        ValueKind.Float32 => BitConverter.DoubleToInt64Bits(values.Values<float>()[row]),
        _ => values.Values<long>()[row],
    };

    private static ReadOnlySpan<byte> Encoded(DataType type, DataVector values, int row)
    {
        if (type.Shape == DataShape.Scalar && type.Kind == ValueKind.String) return values.Text(row);
        var list = values.Lists[row];
        var elements = values.Elements;
        if (type.Shape == DataShape.Scalar) return MemoryMarshal.AsBytes(elements.Values<float>().Slice((int)list.Offset, (int)list.Length));
        var isCounted = type.Shape is DataShape.Ranking or DataShape.Histogram;
        var items = isCounted ? elements.Field(0) : elements;
        var counts = isCounted ? elements.Field(1).Values<long>() : default;
        var bytes = new List<byte>();
        Append(bytes, (int)list.Length);
        for (var at = (int)list.Offset; at < (int)(list.Offset + list.Length); at++)
        {
            if (type.Shape == DataShape.NullableList)
            {
                bytes.Add(items.IsValid(at) ? (byte)1 : (byte)0);
                if (!items.IsValid(at)) continue;
            }

            AppendItem(bytes, type.Kind, items, at);
            if (isCounted) Append(bytes, counts[at]);
        }

        return CollectionsMarshal.AsSpan(bytes);
    }

    private static void AppendItem(List<byte> bytes, ValueKind kind, DataVector items, int at)
    {
        if (kind != ValueKind.String)
        {
            Append(bytes, Bits(kind, items, at));
            return;
        }

        var text = items.Text(at);
        Append(bytes, text.Length);
        bytes.AddRange(text);
    }

    private static void Append(List<byte> bytes, int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        bytes.AddRange(four);
    }

    private static void Append(List<byte> bytes, long number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, number);
        bytes.AddRange(eight);
    }
}
