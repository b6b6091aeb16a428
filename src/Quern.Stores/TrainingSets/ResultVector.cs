using System.Text;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>Writes rows of computed columns into DuckDB's vectors. A row is told by its place, of which the column's first row has <c>first</c>.</summary>
internal static class ResultVector
{
    private static readonly byte[][] StatusTexts = [.. Enum.GetValues<FeatureStatus>().Select(status => Encoding.UTF8.GetBytes(StatusText(status)))];

    /// <summary>DuckDB's type of a type of values.</summary>
    public static DuckType TypeOf(DataType type)
    {
        var kind = TypeOf(type.Kind);
        return type.Shape switch
        {
            DataShape.Scalar => kind,
            DataShape.List or DataShape.NullableList => DuckType.List(kind),
            DataShape.Ranking => DuckType.List(DuckType.Struct(new DuckField("value", kind), new DuckField("count", DuckType.BigInt))),
            _ => DuckType.Map(kind, DuckType.BigInt),
        };
    }

    /// <summary>PRESENT, NULL_VALUE, OUTSIDE_MAX_AGE: as the online answer spells them.</summary>
    public static string StatusText(FeatureStatus status) =>
        string.Concat(status.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + letter : char.ToUpperInvariant(letter).ToString()));

    /// <summary>Writes the statuses as text.</summary>
    public static void WriteStatuses(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        var statuses = column.Statuses;
        for (var i = 0; i < places.Length; i++) output.SetText(i, StatusTexts[statuses[(int)(places[i] - first)]]);
    }

    /// <summary>Writes the values, null where the status has none.</summary>
    public static void Write(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        switch (column.Type)
        {
            case { IsFixedWidth: true }:
                WriteFixed(column, places, first, output);
                break;
            case { Shape: DataShape.Scalar, Kind: ValueKind.Embedding }:
                WriteEmbeddings(column, places, first, output);
                break;
            case { Shape: DataShape.Scalar }:
                WriteTexts(column, places, first, output);
                break;
            default:
                WriteItems(column, places, first, output);
                break;
        }
    }

    private static DuckType TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => DuckType.Boolean,
        ValueKind.Int32 => DuckType.Integer,
        ValueKind.Int64 => DuckType.BigInt,
        ValueKind.Float32 => DuckType.Float,
        ValueKind.Float64 => DuckType.Double,
        ValueKind.String => DuckType.Varchar,
        ValueKind.Embedding => DuckType.List(DuckType.Float),
        _ => DuckType.TimestampTz,
    };

    private static void WriteFixed(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        WriteNulls(column, places, first, output);
        var slots = column.Slots;
        switch (column.Type.Kind)
        {
            case ValueKind.Boolean:
                var bytes = output.Values<byte>();
                for (var i = 0; i < places.Length; i++) bytes[i] = (byte)(slots[(int)(places[i] - first)] & 1);
                break;
            case ValueKind.Int32:
                var whole = output.Values<int>();
                for (var i = 0; i < places.Length; i++) whole[i] = unchecked((int)slots[(int)(places[i] - first)]);
                break;
            case ValueKind.Float32:
                var real = output.Values<float>();
                for (var i = 0; i < places.Length; i++) real[i] = (float)BitConverter.Int64BitsToDouble(slots[(int)(places[i] - first)]);
                break;
            default:
                var words = output.Values<long>();
                if (AreNeighbours(places)) slots.Slice((int)(places[0] - first), places.Length).CopyTo(words);
                else
                    for (var i = 0; i < places.Length; i++)
                        words[i] = slots[(int)(places[i] - first)];
                break;
        }
    }

    private static void WriteTexts(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        WriteNulls(column, places, first, output);
        for (var i = 0; i < places.Length; i++)
            if (IsPresent(column, places[i] - first))
                output.SetText(i, column.Encoded((int)(places[i] - first)));
    }

    private static void WriteEmbeddings(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        WriteNulls(column, places, first, output);
        EmbeddingVector.Write(output, places, place => IsPresent(column, place - first) ? column.Encoded((int)(place - first)) : default);
    }

    private static void WriteItems(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        WriteNulls(column, places, first, output);
        var (kind, isCounted, isNullable) = (column.Type.Kind, column.Type.Shape is DataShape.Ranking or DataShape.Histogram, column.Type.Shape == DataShape.NullableList);
        var lists = output.Lists;
        var total = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var length = IsPresent(column, places[i] - first) ? new ItemReader(kind, column.Encoded((int)(places[i] - first))).Count : 0;
            lists[i] = new((ulong)total, (ulong)length);
            total += length;
        }

        var elements = output.Elements(total);
        var items = new ItemWriter(kind, isCounted ? elements.Field(0) : elements);
        var counts = isCounted ? elements.Field(1).Values<long>() : default;
        var validity = isNullable ? elements.Validity() : default;
        var next = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (!IsPresent(column, places[i] - first)) continue;
            var reader = new ItemReader(kind, column.Encoded((int)(places[i] - first)));
            for (var left = reader.Count; left > 0; left--, next++)
            {
                if (isNullable && reader.ReadIsNull())
                {
                    validity[next >> 6] &= ~(1UL << (next & 63));
                    continue;
                }

                items.Write(next, ref reader);
                if (isCounted) counts[next] = reader.ReadInt64();
            }
        }
    }

    // Places ascend within a chunk.
    private static bool AreNeighbours(ReadOnlySpan<long> places) => !places.IsEmpty && places[^1] - places[0] == places.Length - 1;

    private static bool IsPresent(ResultColumn column, long row) => ((FeatureStatus)column.Statuses[(int)row]).HasValue();

    private static void WriteNulls(ResultColumn column, ReadOnlySpan<long> places, long first, VectorWriter output)
    {
        var statuses = column.Statuses;
        if (AreNeighbours(places) && !statuses.Slice((int)(places[0] - first), places.Length).ContainsAnyExcept((byte)FeatureStatus.Present)) return;
        var validity = output.Validity();
        for (var i = 0; i < places.Length; i++)
            if (!IsPresent(column, places[i] - first))
                validity[i >> 6] &= ~(1UL << (i & 63));
    }
}
